package dev.prefork;

import dev.prefork.model.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A worker has bound a socket through the primary: it can accept connections, or receive datagrams.
 * Published once for each shared socket of a worker. Node's {@code listening}.
 *
 * @param worker the worker
 * @param address the address of the socket: an {@link InetSocketAddress}, or for {@link
 *     Transport#UNIX} a {@code UnixDomainSocketAddress} with an absolute path
 * @param transport the transport of the socket. Node's {@code addressType}
 */
public record Listening(Worker worker, SocketAddress address, Transport transport)
    implements ClusterEvent {
  /**
   * Returns the port.
   *
   * @return the actual port, never 0; -1 for {@link Transport#UNIX}
   */
  public int port() {
    return address instanceof InetSocketAddress inet ? inet.getPort() : -1;
  }
}
