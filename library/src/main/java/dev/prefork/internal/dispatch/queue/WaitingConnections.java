package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connections that wait until the one worker that they are meant for has room, oldest first. */
final class WaitingConnections {
  private final Deque<Entry> entries = new ArrayDeque<>();

  private record Entry(Connection connection, long since) {}

  int size() {
    return entries.size();
  }

  void add(Connection connection, long now) {
    entries.add(new Entry(connection, now));
  }

  /** The oldest, which is the caller's. Null if there is none. */
  @Nullable Connection poll() {
    Entry oldest = entries.poll();
    return oldest == null ? null : oldest.connection();
  }

  /** All, which are the caller's. */
  List<Connection> removeAll() {
    List<Connection> all = entries.stream().map(Entry::connection).toList();
    entries.clear();
    return all;
  }

  /** How long the oldest has waited; 0 if there is none. */
  long age(long now) {
    Entry oldest = entries.peek();
    return oldest == null ? 0 : now - oldest.since();
  }
}
