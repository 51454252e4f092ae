package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that another process has had.
 *
 * @param connection the connection, with the client's address
 * @param local the address at which the client reached it
 */
public record Established(Connection connection, InetSocketAddress local) {
  /**
   * Identifies a descriptor that a worker has sent.
   *
   * @param workerId the worker that has had the connection
   * @return null if it is no TCP connection, or the client has closed it
   */
  public static @Nullable Established of(Fd socket, int workerId, Sockets sockets) {
    try {
      SocketKind kind = SocketKind.of(socket);
      if (!kind.stream() || kind.listening() || kind.family() == StandardProtocolFamily.UNIX) {
        return null;
      }
      byte[] peer = new byte[SocketAddresses.SIZE];
      boolean ipv6 = kind.family() == StandardProtocolFamily.INET6;
      int _ = SocketAddresses.encode(sockets.peerAddress(socket), ipv6, peer);
      return new Established(
          new Connection(socket, peer, false, workerId), sockets.localAddress(socket));
    } catch (IOException e) {
      return null; // not a socket, or not connected any more
    }
  }
}
