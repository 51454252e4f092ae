package dev.prefork.internal.nio.connections;

import dev.prefork.internal.sys.sockets.TcpConnections;
import dev.prefork.internal.sys.sockets.TcpInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Waits in a stopping worker until no request is being executed, and closes idle connections, so
 * that no further request arrives on them.
 */
public final class LastRequests {
  /**
   * How long a connection must be idle before it is closed. A response sent in parts may pause, and
   * such a pause cannot be told from the time between a response and the next request. Few such
   * pauses last a second, and servers without hooks keep idle connections for half a minute.
   */
  private static final long QUIET_MILLIS = 1000;

  /**
   * The same if the kernel cannot tell which side sent last: the client may have sent a request
   * within a millisecond of the last response, and few requests take this long.
   */
  private static final long UNCERTAIN_QUIET_MILLIS = 5 * QUIET_MILLIS;

  /**
   * After {@code 1/REPEATING_CLIENTS_PART} of the grace period, connections whose clients keep
   * sending requests are closed as soon as no request is being executed, however short the pause.
   * Such a client may never pause for long, but may finish by itself before.
   */
  private static final long REPEATING_CLIENTS_PART = 3;

  /** In the last {@code 1/LAST_PART} of the grace period the same applies to all connections. */
  private static final long LAST_PART = 5;

  private static final long POLL_MILLIS = 10;

  /** Pauses last at least this many times as long as a scan, to limit its CPU use to 10%. */
  private static final long PAUSE_FACTOR = 10;

  private final TcpConnections tcp = new TcpConnections();
  private final long graceMillis;

  /** Bytes received from each client at the first scan. */
  private final Map<OpenConnection, Long> receivedAtFirst = new HashMap<>();

  private LastRequests(long graceMillis) {
    this.graceMillis = graceMillis;
  }

  /** Returns when no connection is in use or the grace period is over. */
  public static void awaitAll(long graceMillis) {
    try {
      new LastRequests(graceMillis).awaitAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no other code has these threads to interrupt them
    }
  }

  private void awaitAll() throws InterruptedException {
    long start = System.nanoTime();
    long elapsed = 0;
    while (elapsed < graceMillis && isAnyInUse(elapsed)) {
      long scanMillis = millisSince(start) - elapsed;
      Thread.sleep(
          Math.min(Math.max(POLL_MILLIS, scanMillis * PAUSE_FACTOR), graceMillis - elapsed));
      elapsed = millisSince(start);
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private boolean isAnyInUse(long elapsed) {
    boolean any = OpenConnections.isAnyReserved() || OpenConnections.isAnyReplyPending();
    for (OpenConnection connection : OpenConnections.snapshot()) {
      any |= isInUse(connection, elapsed);
    }
    return any;
  }

  /** Returns whether a connection is in use, and ends it if it is not. */
  private boolean isInUse(OpenConnection connection, long elapsed) {
    TcpInfo info = connection.info(tcp);
    if (!connection.isOpen() || connection.isGone()) {
      return false; // the descriptor may have been reused
    }
    if (info == null || isInUse(connection, info, elapsed)) {
      return true; // a connection without TCP state counts as in use while open
    }
    if (info.open()) {
      connection.end(tcp);
    }
    return false;
  }

  private boolean isInUse(OpenConnection connection, TcpInfo info, long elapsed) {
    long before = receivedAtFirst.computeIfAbsent(connection, _ -> info.received());
    boolean sendsAgain = info.received() > before;
    boolean ignoreQuietTime =
        (sendsAgain && elapsed >= graceMillis / REPEATING_CLIENTS_PART)
            || elapsed >= graceMillis - graceMillis / LAST_PART;
    return ignoreQuietTime
        ? info.isInUse(0, 0)
        : info.isInUse(QUIET_MILLIS, UNCERTAIN_QUIET_MILLIS);
  }
}
