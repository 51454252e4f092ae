package dev.prefork;

import dev.prefork.model.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A worker listens, or receives datagrams: it has all that it needs to accept connections. Comes
 * once for each of its sockets that are shared through the primary. Node's {@code listening}.
 *
 * @param worker which
 * @param address where: an {@link InetSocketAddress}, or for {@link Transport#UNIX} a {@code
 *     UnixDomainSocketAddress} with an absolute path
 * @param transport by what. Node's {@code addressType}
 */
public record Listening(Worker worker, SocketAddress address, Transport transport)
    implements ClusterEvent {
  /**
   * The port number.
   *
   * @return the real one, never 0; -1 for {@link Transport#UNIX}
   */
  public int port() {
    return address instanceof InetSocketAddress inet ? inet.getPort() : -1;
  }
}
