package dev.prefork.internal.ipc.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The address to which a socket is or will be bound, in frames. */
public sealed interface Target {
  /** A TCP address. */
  record Tcp(Inet at) implements Target {}

  /** A UDP address. */
  record Udp(Inet at) implements Target {}

  /**
   * A Unix-domain address.
   *
   * @param path the absolute path
   */
  record Unix(String path) implements Target {}

  /**
   * A descriptor that the primary inherited.
   *
   * @param descriptor its number in the primary
   */
  record Inherited(int descriptor) implements Target {}

  /**
   * Returns the requested address.
   *
   * @return null for an inherited descriptor
   * @throws UnknownHostException if the host is not a valid address
   */
  default @Nullable SocketAddress address() throws UnknownHostException {
    if (this instanceof Tcp tcp) { // a switch would delay a starting worker by linking a call site
      return tcp.at.address();
    }
    if (this instanceof Udp udp) {
      return udp.at.address();
    }
    return this instanceof Unix unix ? UnixDomainSocketAddress.of(unix.path) : null;
  }

  /**
   * An IP address and port.
   *
   * @param host 4 or 16 bytes, as requested by the application; may be the wildcard
   * @param scope the scope of an IPv6 address; otherwise 0
   * @param port 0 for any
   * @param nth for port 0: the index, from 0, of this request among the worker's requests for this
   *     address. Requests of the same index share one port across workers, as in Node
   * @param ipv6 true for an IPv6 (dual-stack) socket
   */
  record Inet(byte[] host, int scope, int port, int nth, boolean ipv6) {
    /** Converts a socket address. */
    public static Inet of(InetSocketAddress address, int nth, boolean ipv6) {
      InetAddress host = address.getAddress();
      int scope = host instanceof Inet6Address six ? six.getScopeId() : 0;
      return new Inet(host.getAddress(), scope, address.getPort(), nth, ipv6);
    }

    /**
     * Returns the socket address.
     *
     * @throws UnknownHostException if the host is not a valid address
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
