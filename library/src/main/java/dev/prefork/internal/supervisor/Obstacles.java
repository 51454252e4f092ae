package dev.prefork.internal.supervisor;

import dev.prefork.internal.host.AddressHolder;
import dev.prefork.model.BindFailure;
import dev.prefork.model.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes what prevents a worker from becoming ready. */
final class Obstacles {
  private Obstacles() {}

  /** Describes what the main thread does. */
  static String of(List<String> frames) {
    return frames.isEmpty()
        ? "main method has returned"
        : "main thread is in " + String.join(", called by ", frames);
  }

  /** Describes a failed bind: address, reason, and what to do. */
  static String of(BindFailure failure) {
    return of(failure, holder(failure));
  }

  /** Returns whether another attempt would fail now. */
  static boolean persists(BindFailure failure) {
    return failure.kind() != BindFailure.Kind.TAKEN
        || failure.transport() == Transport.UNIX
        || holder(failure) != null;
  }

  private static @Nullable AddressHolder holder(BindFailure failure) {
    SocketAddress address = failure.address();
    return address == null || failure.kind() != BindFailure.Kind.TAKEN
        ? null
        : AddressHolder.of(address, failure.transport() == Transport.UDP);
  }

  static String of(BindFailure failure, @Nullable AddressHolder holder) {
    return "cannot bind " + address(failure) + ": " + failure.reason() + advice(failure, holder);
  }

  private static String address(BindFailure failure) {
    if (failure.address() instanceof InetSocketAddress at) {
      String host = at.getAddress().getHostAddress();
      String port = (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
      return failure.transport() == Transport.UDP ? "UDP " + port : port;
    }
    return failure.address() == null ? "an inherited socket" : failure.address().toString();
  }

  private static String advice(BindFailure failure, @Nullable AddressHolder holder) {
    return switch (failure.kind()) {
      case TAKEN -> holder == null ? unused(failure) : usedBy(holder);
      case FORBIDDEN ->
          failure.transport() == Transport.UNIX
              ? "; make the directory writable or choose another path"
              : "; run as root, grant CAP_NET_BIND_SERVICE, or choose a port of 1024 or more";
      case NO_SUCH_ADDRESS -> "; no network interface of this machine has this address";
      case BAD_PATH -> "; check the path";
      case OTHER -> "";
    };
  }

  private static String unused(BindFailure failure) {
    return failure.transport() == Transport.UNIX
        ? "; no process listens on it: delete the file or choose another path"
        : "; no process uses it any more";
  }

  private static String usedBy(AddressHolder holder) {
    if (holder.pid() == 0) {
      return "; a process of another user is using it: stop that process or choose another address";
    }
    String user =
        holder.pid() == ProcessHandle.current().pid() ? "this cluster" : "process " + holder.pid();
    return "; "
        + user
        + " ("
        + holder.command()
        + ") is using it: stop that process or choose another address";
  }
}
