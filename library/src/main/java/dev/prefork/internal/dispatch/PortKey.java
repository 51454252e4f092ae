package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.message.Target;
import dev.prefork.model.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Identifies a port by the address that was <em>requested</em>, as in Node. So a port that the
 * system chose for a request of port 0 is not found by its number.
 */
sealed interface PortKey {
  /**
   * An IP address and port.
   *
   * @param nth distinguishes requests of port 0; otherwise 0
   */
  record Inet(Transport transport, InetSocketAddress address, boolean ipv6, int nth)
      implements PortKey {
    @Override
    public boolean isAnyPort() {
      return address.getPort() == 0;
    }

    @Override
    public boolean isOf(BoundSocket socket) {
      return socket.endpoint().transport() == transport
          && socket.endpoint().address() instanceof InetSocketAddress bound
          && socket.isIpv6() == ipv6
          && bound.getPort() == address.getPort()
          && isSame(bound.getAddress(), address.getAddress());
    }

    /** A dual-stack wildcard socket is requested as 0.0.0.0 and bound as ::. */
    private static boolean isSame(InetAddress one, InetAddress other) {
      return one.equals(other) || (one.isAnyLocalAddress() && other.isAnyLocalAddress());
    }

    static Inet of(Transport transport, Target.Inet at) throws UnknownHostException {
      return new Inet(transport, at.address(), at.ipv6(), at.port() == 0 ? at.nth() : 0);
    }
  }

  /** A Unix-domain socket. */
  record File(String path) implements PortKey {
    @Override
    public boolean isOf(BoundSocket socket) {
      return false; // the same path is the same key
    }
  }

  /** A descriptor that the primary inherited. */
  record Descriptor(int number) implements PortKey {
    @Override
    public boolean isOf(BoundSocket socket) {
      return false; // an inherited descriptor is never an orphan of a bind
    }
  }

  /** Returns whether the key is of a request of port 0. */
  default boolean isAnyPort() {
    return false;
  }

  /** Returns whether a socket bound by a different request satisfies this key. */
  boolean isOf(BoundSocket socket);

  static PortKey of(Target target) throws UnknownHostException {
    return switch (target) {
      case Target.Tcp(Target.Inet at) -> Inet.of(Transport.TCP, at);
      case Target.Udp(Target.Inet at) -> Inet.of(Transport.UDP, at);
      case Target.Unix(String path) -> new File(path);
      case Target.Inherited(int number) -> new Descriptor(number);
    };
  }
}
