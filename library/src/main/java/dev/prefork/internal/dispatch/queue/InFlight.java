package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the connections that one worker was sent and has not acknowledged, oldest first. A window
 * limits their number, as in TCP: each connection that is taken at once widens it by one, each that
 * is taken late halves it.
 *
 * <p>With a window of one, primary and worker wake each other for each connection. A larger window
 * saves wake-ups, but connections behind one that is not taken wait for it.
 */
public final class InFlight {
  /** Largest window: measurements showed no gain beyond it. */
  public static final int MAX = 8;

  /** A connection taken within this time widens the window, so a full one takes few ms. */
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

  /** Returns how many more connections the worker may be sent now. */
  int room() {
    return Math.max(window - entries.size(), 0);
  }

  /** Returns the serial number for the next connection. */
  byte nextSerial() {
    return next;
  }

  void add(Connection connection, long now) {
    if (entries.isEmpty()) {
      firstSince = now;
    }
    entries.add(new Entry(connection, next++));
  }

  /** Removes the oldest connection, which was taken; returns null if there is none. */
  @Nullable Connection take(long now) {
    Connection taken = removeOldest();
    if (taken != null) {
      boolean quick = now - firstSince <= QUICK_NANOS;
      window = quick ? Math.min(window + 1, MAX) : Math.max(window / 2, 1);
      firstSince = now;
    }
    return taken;
  }

  /** Removes the oldest connection, which was not taken; returns null if there is none. */
  @Nullable Connection removeOldest() {
    Entry oldest = entries.poll();
    return oldest == null ? null : oldest.connection();
  }

  /** Removes and returns the connections with these serial numbers. */
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

  /** Closes the window until a connection is taken. */
  void fill() {
    window = Math.max(entries.size(), 1);
  }

  /** Restarts the age of the oldest connection, which could not be taken earlier. */
  void startAt(long now) {
    firstSince = now;
  }

  /** Returns the age of the oldest connection, in nanoseconds. */
  long age(long now) {
    return now - firstSince;
  }
}
