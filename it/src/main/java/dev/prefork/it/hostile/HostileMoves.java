package dev.prefork.it.hostile;

import static dev.prefork.it.hostile.Frames.frame;

import dev.prefork.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Attacks by offering what no worker could serve, without being asked for connections. */
final class HostileMoves {
  private static final int MANY = 10_000;
  private static final byte[] ID = {0, 0, 0, 1};

  private HostileMoves() {}

  private static boolean offer(Raw channel, Object offered) throws IOException {
    return channel.write(frame('m', ID.length, 1, ID), Raw.number(offered));
  }

  static void odd() throws IOException {
    Raw channel = Raw.channel();
    Pipe pipe = Pipe.open();
    offer(channel, pipe.source());
    offer(channel, SocketChannel.open());
    offer(channel, SocketChannel.open(StandardProtocolFamily.UNIX));
    offer(channel, DatagramChannel.open());
    channel.write(frame('m', ID.length, 1, ID), channel.descriptor());
    try (ServerSocketChannel listener = listener()) {
      offer(channel, listener);
      offer(channel, SocketChannel.open(listener.getLocalAddress()));
      offer(channel, listener.accept());
    }
  }

  private static ServerSocketChannel listener() throws IOException {
    return Cluster.exclusive()
        .openServerSocketChannel()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Connections of a port that the others do not serve. */
  static void many() throws IOException {
    Raw channel = Raw.channel();
    try (ServerSocketChannel listener = listener();
        SocketChannel _ = SocketChannel.open(listener.getLocalAddress());
        SocketChannel connection = listener.accept()) {
      for (int i = 0; i < MANY; i++) {
        if (!offer(channel, connection)) {
          return;
        }
      }
    }
  }

  static void thatLingers() throws IOException {
    Raw channel = Raw.channel();
    try (HostileDescriptors.Lingering lingering = new HostileDescriptors.Lingering()) {
      offer(channel, lingering.server);
    }
  }
}
