package dev.prefork.internal.nio.move;

import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.sys.sockets.TcpConnections;
import dev.prefork.internal.sys.sockets.TcpInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Tells which new connections the application may still be setting up: it sets TCP options, which
 * the socket of a relay does not have. Not thread-safe.
 */
final class SetUp {
  /** A server sets options as soon as it has accepted; this leaves it time on a busy machine. */
  static final long NANOS = 500_000_000;

  private final TcpConnections tcp = new TcpConnections();
  private final Map<OpenConnection, Long> since = new HashMap<>();

  /**
   * Returns those that are set up: the application has sent something, or they are known for long.
   *
   * @param open all that are not known to be set up
   */
  List<OpenConnection> done(List<OpenConnection> open, long now) {
    since.keySet().retainAll(new HashSet<>(open));
    List<OpenConnection> done = open.stream().filter(each -> isDone(each, now)).toList();
    since.keySet().removeAll(new HashSet<>(done));
    return done;
  }

  private boolean isDone(OpenConnection connection, long now) {
    TcpInfo info = tcp.info(connection.number());
    boolean answered = info != null && info.answered();
    return answered || now - since.computeIfAbsent(connection, _ -> now) >= NANOS;
  }

  /** Returns whether {@link #done} will return more later. */
  boolean isAnyPending() {
    return !since.isEmpty();
  }
}
