package dev.prefork.nio;

import dev.prefork.ipc.Bound;
import dev.prefork.ipc.Listen;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * From the arguments of an application's {@code bind} to a request, and from the answer to an
 * address.
 */
final class Binding {
  private Binding() {}

  /** The address to bind to; throws what a JDK channel throws for one that it cannot bind to. */
  static InetSocketAddress wanted(@Nullable SocketAddress local, ProtocolFamily family) {
    if (local == null) {
      return new InetSocketAddress(0);
    }
    if (!(local instanceof InetSocketAddress address)) {
      throw new UnsupportedAddressTypeException();
    }
    if (address.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    if (family == StandardProtocolFamily.INET && address.getAddress() instanceof Inet6Address) {
      throw new UnsupportedAddressTypeException();
    }
    return address;
  }

  static Listen request(
      InetSocketAddress wanted, int nth, boolean ipv6, int backlog, ServerOptions options)
      throws IOException {
    InetAddress host = wanted.getAddress();
    return new Listen(
        Rendezvous.get().token(),
        host.getAddress(),
        host instanceof Inet6Address six ? six.getScopeId() : 0,
        wanted.getPort(),
        nth,
        ipv6,
        backlog,
        options.get(StandardSocketOptions.SO_REUSEADDR),
        options.get(StandardSocketOptions.SO_REUSEPORT),
        options.receiveBuffer());
  }

  static InetSocketAddress address(Bound bound) throws UnknownHostException {
    InetAddress host =
        bound.scope() == 0
            ? InetAddress.getByAddress(bound.host())
            : Inet6Address.getByAddress(null, bound.host(), bound.scope());
    return new InetSocketAddress(host, bound.port());
  }
}
