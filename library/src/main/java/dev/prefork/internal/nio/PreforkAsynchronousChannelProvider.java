package dev.prefork.internal.nio;

import dev.prefork.internal.nio.link.PrimaryAddress;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.LinuxAsynchronousChannelProvider;

/**
 * The JDK's provider, but for server channels, which listen through the primary. Named in {@code
 * -Djava.nio.channels.spi.AsynchronousChannelProvider} on every worker's command line. It is the
 * JDK's by inheritance: a group knows its provider, and opens channels by that.
 */
public final class PreforkAsynchronousChannelProvider extends LinuxAsynchronousChannelProvider {
  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    AsynchronousServerSocketChannel jdk = super.openAsynchronousServerSocketChannel(group);
    return PrimaryAddress.isSet() ? ClusterAsynchronousServer.open(this, jdk) : jdk;
  }
}
