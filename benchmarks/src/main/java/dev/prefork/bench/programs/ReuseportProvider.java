package dev.prefork.bench.programs;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import sun.nio.ch.DefaultSelectorProvider;

/**
 * The JDK's provider, with SO_REUSEPORT on every server channel. With this provider, any server can
 * run in several processes on one port without Prefork.
 */
public final class ReuseportProvider extends SelectorProvider {
  /** The JVM options to use this provider. */
  public static final List<String> OPTIONS =
      List.of(
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
          "-Djava.nio.channels.spi.SelectorProvider=" + ReuseportProvider.class.getName());

  private final SelectorProvider jdk = DefaultSelectorProvider.get();

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return jdk.openServerSocketChannel().setOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return jdk.openServerSocketChannel(family).setOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return jdk.openDatagramChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return jdk.openDatagramChannel(family);
  }

  @Override
  public Pipe openPipe() throws IOException {
    return jdk.openPipe();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return jdk.openSelector();
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return jdk.openSocketChannel();
  }
}
