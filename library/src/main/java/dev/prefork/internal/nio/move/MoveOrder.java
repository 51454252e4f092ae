package dev.prefork.internal.nio.move;

import dev.prefork.internal.ipc.message.MoveRequest;
import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.link.WorkerPortRules;
import dev.prefork.model.StayReason;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;

/** Chooses the connections that are to move. Not thread-safe. */
final class MoveOrder {
  /** A connection that has moved stays for this long, unless its worker drains. */
  private static final long REST_NANOS = 60_000_000_000L;

  /** Moves that are asked for together are spread over this many steps. */
  private static final int STEPS = 10;

  private static final int MIN_STEP = 16;

  private final Set<OpenConnection> seen = Collections.newSetFromMap(new WeakHashMap<>());
  private final SetUp setUp = new SetUp();
  private int left;
  private int step;

  /** Takes a request; it replaces the rest of an earlier one. */
  void request(int count) {
    if (left != MoveRequest.ALL) {
      left = count;
      step = Math.max(MIN_STEP, count / STEPS);
    }
  }

  boolean isDraining() {
    return left == MoveRequest.ALL;
  }

  boolean isDone() {
    return left <= 0;
  }

  /** Returns the connections of the next step. */
  List<OpenConnection> next() {
    return isDraining() ? all() : some();
  }

  private List<OpenConnection> all() {
    List<OpenConnection> chosen = setUp.done(unseen().filter(this::mayMove).toList(), now());
    seen.addAll(chosen);
    return chosen;
  }

  private List<OpenConnection> some() {
    List<OpenConnection> movable =
        unseen()
            .filter(connection -> !connection.hasMovedWithin(REST_NANOS) && isAllowed(connection))
            .toList();
    List<OpenConnection> chosen =
        setUp.done(movable, now()).stream().limit(Math.min(step, left)).toList();
    seen.addAll(chosen);
    left = chosen.isEmpty() ? 0 : left - chosen.size();
    return chosen;
  }

  private Stream<OpenConnection> unseen() {
    return OpenConnections.snapshot().stream().filter(connection -> !seen.contains(connection));
  }

  private static long now() {
    return System.nanoTime();
  }

  /** Returns whether connections are left that the application may be setting up. */
  boolean isWaiting() {
    return isDraining() && setUp.isAnyPending();
  }

  private boolean mayMove(OpenConnection connection) {
    boolean may = isAllowed(connection);
    if (!may) {
      seen.add(connection);
      MoveCounts.countStayed(StayReason.OFF);
    }
    return may;
  }

  private static boolean isAllowed(OpenConnection connection) {
    SocketAddress listening = connection.listening();
    return listening != null && WorkerPortRules.mayMove(listening);
  }
}
