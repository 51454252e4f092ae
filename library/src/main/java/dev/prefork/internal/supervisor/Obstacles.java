package dev.prefork.internal.supervisor;

import dev.prefork.internal.host.AddressHolder;
import dev.prefork.model.BindFailure;
import dev.prefork.model.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What keeps a worker from serving, as a clause for people. */
final class Obstacles {
  private Obstacles() {}

  /** What its main thread does, from the frames of its stack. */
  static String of(List<String> frames) {
    return frames.isEmpty()
        ? "its main method has returned"
        : "its main thread is in " + String.join(", from ", frames);
  }

  /** Which address it did not get, why, and what to do. */
  static String of(BindFailure failure) {
    return of(failure, holder(failure));
  }

  /** True if it would be the same now. */
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
    return "it could not bind "
        + address(failure)
        + ": "
        + failure.reason()
        + advice(failure, holder);
  }

  private static String address(BindFailure failure) {
    if (failure.address() instanceof InetSocketAddress at) {
      String host = at.getAddress().getHostAddress();
      String port = (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
      return failure.transport() == Transport.UDP ? "UDP " + port : port;
    }
    return failure.address() == null ? "a descriptor" : failure.address().toString();
  }

  private static String advice(BindFailure failure, @Nullable AddressHolder holder) {
    return switch (failure.kind()) {
      case TAKEN -> holder == null ? nobody(failure) : by(holder);
      case FORBIDDEN ->
          failure.transport() == Transport.UNIX
              ? "; the directory must be writable"
              : "; ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)";
      case NO_SUCH_ADDRESS -> "; no interface of this machine has that address";
      case BAD_PATH -> "; check the path";
      case OTHER -> "";
    };
  }

  private static String nobody(BindFailure failure) {
    return failure.transport() == Transport.UNIX
        ? "; no process listens there: delete the file if nobody needs it"
        : "; nobody has it any more";
  }

  private static String by(AddressHolder holder) {
    if (holder.pid() == 0) {
      return "; a process of another user has it: stop that, or choose another address";
    }
    String who =
        holder.pid() == ProcessHandle.current().pid() ? "this cluster" : "process " + holder.pid();
    return "; "
        + who
        + " ("
        + holder.command()
        + ") has it: stop that process, or choose another address";
  }
}
