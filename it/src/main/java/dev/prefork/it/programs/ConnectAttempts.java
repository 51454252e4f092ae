package dev.prefork.it.programs;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Connects to a Unix-domain socket several times, and prints how often the peer hangs up. */
public final class ConnectAttempts {
  private ConnectAttempts() {}

  /** Connects; the arguments are the path and the number of attempts. */
  public static void main(String[] args) {
    int refused = 0;
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      refused += isTurnedAway(args[0]) ? 1 : 0;
    }
    IO.println("turned away " + refused);
  }

  private static boolean isTurnedAway(String path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return true; // the connect failed, or the connection was reset
    }
  }
}
