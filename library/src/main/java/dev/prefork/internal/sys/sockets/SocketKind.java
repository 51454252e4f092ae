package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;

/**
 * The kind of a socket.
 *
 * @param family the address family
 * @param stream true for TCP and Unix streams, false for datagrams
 * @param listening true if the socket listens
 */
public record SocketKind(ProtocolFamily family, boolean stream, boolean listening) {
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;

  /**
   * Queries the kernel.
   *
   * @throws ErrnoException if the descriptor is not a socket
   */
  public static SocketKind of(Fd socket) throws ErrnoException {
    OptionReader reader = new OptionReader(new Libc(), socket);
    return new SocketKind(
        family(reader.read(SO_DOMAIN)),
        reader.read(SO_TYPE) == SOCK_STREAM,
        reader.read(SO_ACCEPTCONN) != 0);
  }

  private static ProtocolFamily family(int number) {
    return switch (number) {
      case SocketAddresses.AF_INET6 -> StandardProtocolFamily.INET6;
      case SocketAddresses.AF_UNIX -> StandardProtocolFamily.UNIX;
      default -> StandardProtocolFamily.INET;
    };
  }

  private record OptionReader(Libc libc, Struct value, Struct length, Fd socket) {
    OptionReader(Libc libc, Fd socket) {
      this(libc, libc.allocate(Integer.BYTES), libc.allocate(Integer.BYTES), socket);
    }

    int read(int option) throws ErrnoException {
      length.putInt(0, Integer.BYTES);
      int result = libc.getsockopt(socket.number(), SOL_SOCKET, option, value, length);
      ErrnoException.check(result, "getsockopt " + option, socket);
      return value.getInt(0);
    }
  }
}
