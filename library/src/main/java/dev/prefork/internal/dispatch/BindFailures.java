package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.model.BindFailure;
import dev.prefork.model.BindFailure.Kind;
import dev.prefork.model.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** Converts exceptions of a bind to {@link BindFailure}s. */
final class BindFailures {
  private BindFailures() {}

  static BindFailure of(Target target, IOException cause) {
    return new BindFailure(address(target), transport(target), kind(cause), reason(cause));
  }

  private static @Nullable SocketAddress address(Target target) {
    try {
      return target.address();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static Transport transport(Target target) {
    return switch (target) {
      case Target.Tcp _, Target.Inherited _ -> Transport.TCP;
      case Target.Udp _ -> Transport.UDP;
      case Target.Unix _ -> Transport.UNIX;
    };
  }

  private static Kind kind(IOException cause) {
    return switch (cause) {
      case ErrnoException e -> kind(e.errno());
      case FileAlreadyExistsException _ -> Kind.TAKEN;
      case FileSystemException _ -> Kind.BAD_PATH;
      default -> Kind.OTHER;
    };
  }

  static Kind kind(Errno errno) {
    return switch (errno) {
      case EADDRINUSE -> Kind.TAKEN;
      case EACCES, EPERM -> Kind.FORBIDDEN;
      case EADDRNOTAVAIL, EAFNOSUPPORT -> Kind.NO_SUCH_ADDRESS;
      case ENOENT, ENAMETOOLONG -> Kind.BAD_PATH;
      default -> Kind.OTHER;
    };
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case ErrnoException e -> reason(e.errno());
      case FileAlreadyExistsException _ -> reason(Errno.EADDRINUSE);
      case Refusal e -> e.reason();
      default -> cause.toString();
    };
  }

  private static String reason(Errno errno) {
    return errno.meaning() + " (" + errno + ")";
  }

  /** Returns what an operator can do about a failed bind, as the end of a sentence. */
  static String advice(Target target, Errno errno) {
    if (target instanceof Target.Unix && errno == Errno.EACCES) {
      return "; the worker's user must be able to write to the directory";
    }
    return switch (errno) {
      case EADDRINUSE ->
          "; stop the process that has it (a path that is merely left may be deleted), or choose"
              + " another";
      case EACCES -> "; ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)";
      case EADDRNOTAVAIL -> "; no interface of this machine has that address";
      case EMFILE -> "; raise the limit of open files (ulimit -n)";
      default -> "";
    };
  }
}
