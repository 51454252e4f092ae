package dev.prefork.internal.nio.connections;

import dev.prefork.internal.sys.sockets.TcpConnections;
import dev.prefork.internal.sys.sockets.TcpInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Waits, in a worker that stops, until no request is being executed, and ends connections that are
 * not in use: so no request can come on them that would not be executed to its end.
 */
public final class LastRequests {
  /**
   * A response that is sent in parts may pause; but nothing tells such a pause from the time
   * between an answer and the next request, and a server without hooks keeps idle connections for
   * half a minute. A second is longer than almost all pauses of the first kind, and a stop that
   * takes a second longer hurts nobody.
   */
  private static final long QUIET_MILLIS = 1000;

  /**
   * If the kernel does not know who has spoken last it may be a client that has asked again within
   * a millisecond of its answer, and whose request is being executed: few requests take so long.
   */
  private static final long UNCERTAIN_QUIET_MILLIS = 5 * QUIET_MILLIS;

  /**
   * A client that asks again and again may never pause for long. From this part of the time on any
   * moment will do at which nothing is executed for it: at the end it would be any moment. Earlier,
   * it may get to the end of what it does by itself.
   */
  private static final long REPEATING_CLIENTS_PART = 3;

  /** The same for everybody, in the last of so many parts of the time. */
  private static final long LAST_PART = 5;

  private static final long POLL_MILLIS = 10;

  /** With very many connections at most one part in so many of a processor's time is for looks. */
  private static final long PAUSE_FACTOR = 10;

  private final TcpConnections tcp = new TcpConnections();
  private final long graceMillis;

  /** How much each client had said when it was looked at first. */
  private final Map<OpenConnections.Tracked, Long> receivedAtFirst = new HashMap<>();

  private LastRequests(long graceMillis) {
    this.graceMillis = graceMillis;
  }

  /** Returns when nothing is in use, or the time is over. */
  public static void awaitAll(long graceMillis) {
    try {
      new LastRequests(graceMillis).awaitAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows the threads that wait here
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
    for (OpenConnections.Tracked connection : OpenConnections.snapshot()) {
      TcpInfo info = tcp.info(connection.number());
      if (connection.isOpen()) { // then the number was the place's
        if (info == null || isInUse(connection, info, elapsed)) {
          any = true; // one that is not TCP's is in use while it is open
        } else if (info.open()) {
          tcp.end(connection.number(), connection.remote());
        }
      }
    }
    return any;
  }

  private boolean isInUse(OpenConnections.Tracked connection, TcpInfo info, long elapsed) {
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
