package dev.prefork.internal.nio;

import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.jdk.OpenSelectors;
import dev.prefork.internal.nio.link.PrimaryAddress;
import dev.prefork.internal.nio.udp.ClusterDatagramChannel;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's provider, with server channels that listen through the primary and datagram channels
 * that can share a socket. {@code -Djava.nio.channels.spi.SelectorProvider} on a worker's command
 * line names this class.
 */
public final class PreforkSelectorProvider extends SelectorProvider {
  private final SelectorProvider jdk = JdkInternals.defaultProvider();

  /** Returns the JDK's provider, which opens channels that are not shared. */
  public SelectorProvider exclusive() {
    return jdk;
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return PrimaryAddress.isSet()
        ? new ClusterServerSocketChannel(this, JdkInternals.defaultFamily())
        : jdk.openServerSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return PrimaryAddress.isSet()
        ? new ClusterServerSocketChannel(this, JdkInternals.checkedFamily(family))
        : jdk.openServerSocketChannel(family);
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    DatagramChannel channel = jdk.openDatagramChannel();
    return PrimaryAddress.isSet()
        ? Datagrams.shared(this, channel, JdkInternals.defaultFamily())
        : channel;
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    DatagramChannel channel = jdk.openDatagramChannel(family);
    return PrimaryAddress.isSet() ? Datagrams.shared(this, channel, family) : channel;
  }

  /**
   * A separate class: otherwise the verifier would load ClusterDatagramChannel, which few programs
   * need, with the provider.
   */
  private static final class Datagrams {
    static DatagramChannel shared(
        SelectorProvider provider, DatagramChannel channel, ProtocolFamily family) {
      return new ClusterDatagramChannel(provider, channel, family);
    }
  }

  @Override
  public Pipe openPipe() throws IOException {
    return jdk.openPipe();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return OpenSelectors.add(jdk.openSelector());
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return jdk.openSocketChannel();
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    return jdk.openSocketChannel(family);
  }

  @Override
  public @Nullable Channel inheritedChannel() throws IOException {
    return jdk.inheritedChannel();
  }
}
