package dev.prefork.internal.nio.link;

import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Target;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Converts the arguments of an application's {@code bind} to a {@link Target}, and a reply to an
 * address.
 */
public final class Binding {
  private Binding() {}

  /**
   * Returns the address to bind. Throws what a channel of the JDK throws for an address that it
   * cannot bind.
   */
  public static InetSocketAddress inetAddress(
      @Nullable SocketAddress local, ProtocolFamily family) {
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

  /** Returns the path to bind, by default a unique one in the directory for temporary files. */
  public static UnixDomainSocketAddress unixAddress(@Nullable SocketAddress local)
      throws BindException {
    if (local == null) {
      Path directory = Path.of(System.getProperty("java.io.tmpdir"));
      return UnixDomainSocketAddress.of(directory.resolve("socket_" + UUID.randomUUID()));
    }
    if (!(local instanceof UnixDomainSocketAddress address)) {
      throw new UnsupportedAddressTypeException();
    }
    if (address.getPath().toString().isEmpty()) {
      throw new BindException("Server socket cannot bind to unnamed address");
    }
    return address;
  }

  /**
   * Returns the target with an absolute path: the working directory of the primary may be another
   * one.
   */
  public static Target target(UnixDomainSocketAddress address) {
    return new Target.Unix(address.getPath().toAbsolutePath().toString());
  }

  public static SocketAddress boundAddress(BindReply bound) throws IOException {
    SocketAddress address = bound.target().address();
    if (address == null) {
      throw new IOException("the primary's reply contains no address");
    }
    return address;
  }
}
