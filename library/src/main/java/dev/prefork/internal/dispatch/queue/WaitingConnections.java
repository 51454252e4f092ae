package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds connections until their worker has room, oldest first. */
final class WaitingConnections {
  private final Deque<Entry> entries = new ArrayDeque<>();

  private record Entry(Connection connection, long since) {}

  int size() {
    return entries.size();
  }

  void add(Connection connection, long now) {
    entries.add(new Entry(connection, now));
  }

  /** Removes and returns the oldest, now owned by the caller; null if there is none. */
  @Nullable Connection poll() {
    Entry oldest = entries.poll();
    return oldest == null ? null : oldest.connection();
  }

  /** Removes and returns all, now owned by the caller. */
  List<Connection> removeAll() {
    List<Connection> all = entries.stream().map(Entry::connection).toList();
    entries.clear();
    return all;
  }

  /** Returns how long the oldest has waited, in nanoseconds; 0 if there is none. */
  long age(long now) {
    Entry oldest = entries.peek();
    return oldest == null ? 0 : now - oldest.since();
  }
}
