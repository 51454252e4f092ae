package dev.prefork.internal.nio;

import dev.prefork.internal.nio.link.PrimaryAddress;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.LinuxAsynchronousChannelProvider;

/**
 * The JDK's provider, with server channels that listen through the primary. {@code
 * -Djava.nio.channels.spi.AsynchronousChannelProvider} on a worker's command line names this class.
 * It extends the JDK's provider because a channel group opens channels by the provider that created
 * it.
 */
public final class PreforkAsynchronousChannelProvider extends LinuxAsynchronousChannelProvider {
  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    AsynchronousServerSocketChannel jdk = super.openAsynchronousServerSocketChannel(group);
    return PrimaryAddress.isSet() ? ClusterAsynchronousServer.open(this, jdk) : jdk;
  }
}
