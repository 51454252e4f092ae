package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one worker was handed and has not acknowledged, oldest first, and how many that may be: a
 * window, as in TCP, which grows with each connection that is taken at once and is halved by each
 * that is not.
 *
 * <p>With one at a time primary and worker wake each other for each connection. With several both
 * find work when they look, at the price that those behind one that is not taken wait for it.
 */
public final class InFlight {
  /** With more there was no gain any more. */
  public static final int MAX = 8;

  /** Taken at once: so whoever has all that it may have is a few milliseconds behind at most. */
  public static final long QUICK_NANOS = 1_000_000;

  private final Deque<Entry> entries = new ArrayDeque<>(MAX);
  private int window = 1;
  private byte next;
  private long firstSince;

  private record Entry(Connection connection, byte serial) {}

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  /** How many more the worker may have now. */
  int room() {
    return Math.max(window - entries.size(), 0);
  }

  /** The number that the next one is handed out with. */
  byte nextSerial() {
    return next;
  }

  void add(Connection connection, long now) {
    if (entries.isEmpty()) {
      firstSince = now;
    }
    entries.add(new Entry(connection, next++));
  }

  /** The oldest was taken. Null if there is none. */
  @Nullable Connection take(long now) {
    Connection taken = removeOldest();
    if (taken != null) {
      boolean quick = now - firstSince <= QUICK_NANOS;
      window = quick ? Math.min(window + 1, MAX) : Math.max(window / 2, 1);
      firstSince = now;
    }
    return taken;
  }

  /** The oldest was refused. Null if there is none. */
  @Nullable Connection removeOldest() {
    Entry oldest = entries.poll();
    return oldest == null ? null : oldest.connection();
  }

  /** Those that were handed out with these numbers. */
  List<Connection> remove(Set<Byte> serials) {
    List<Connection> removed = new ArrayList<>();
    for (Entry entry : entries) {
      if (serials.contains(entry.serial())) {
        removed.add(entry.connection());
      }
    }
    entries.removeIf(entry -> serials.contains(entry.serial()));
    return removed;
  }

  List<Connection> removeAll() {
    List<Connection> all = entries.stream().map(Entry::connection).toList();
    entries.clear();
    return all;
  }

  /** There is no room for more, whatever the reason, until one is taken. */
  void fill() {
    window = Math.max(entries.size(), 1);
  }

  /** The oldest could not be taken before now. */
  void startAt(long now) {
    firstSince = now;
  }

  /** How long the oldest has not been taken. */
  long age(long now) {
    return now - firstSince;
  }
}
