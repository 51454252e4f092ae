package dev.prefork.internal.ipc.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What a socket is bound to, as worker and primary tell each other. */
public sealed interface Target {
  /** Connections over IP. */
  record Tcp(Inet at) implements Target {}

  /** Datagrams over IP. */
  record Udp(Inet at) implements Target {}

  /**
   * Connections on this machine.
   *
   * @param path absolute
   */
  record Unix(String path) implements Target {}

  /**
   * What the primary's own process has open already.
   *
   * @param descriptor its number there
   */
  record Inherited(int descriptor) implements Target {}

  /**
   * The address, as it was asked for.
   *
   * @return null for what the primary has open already
   * @throws UnknownHostException if no address is like that
   */
  default @Nullable SocketAddress address() throws UnknownHostException {
    if (this instanceof Tcp tcp) { // not a switch: this is on a worker's way to listening
      return tcp.at.address();
    }
    if (this instanceof Udp udp) {
      return udp.at.address();
    }
    return this instanceof Unix unix ? UnixDomainSocketAddress.of(unix.path) : null;
  }

  /**
   * An address of IP.
   *
   * @param host 4 or 16 bytes, as the application asked (wildcard included)
   * @param scope of an IPv6 address, else 0
   * @param port 0 for any
   * @param nth for port 0: the how many-eth such request of this worker for this address, from 0.
   *     The n-th requests of all workers share one port, as in Node
   * @param ipv6 true for an IPv6 (dual-stack) socket
   */
  record Inet(byte[] host, int scope, int port, int nth, boolean ipv6) {
    /** Takes an address apart. */
    public static Inet of(InetSocketAddress address, int nth, boolean ipv6) {
      InetAddress host = address.getAddress();
      int scope = host instanceof Inet6Address six ? six.getScopeId() : 0;
      return new Inet(host.getAddress(), scope, address.getPort(), nth, ipv6);
    }

    /**
     * Puts the address together.
     *
     * @throws UnknownHostException if no address is like that
     */
    public InetSocketAddress address() throws UnknownHostException {
      InetAddress at =
          scope == 0
              ? InetAddress.getByAddress(host)
              : Inet6Address.getByAddress(null, host, scope);
      return new InetSocketAddress(at, port);
    }
  }
}
