package dev.prefork.nio;

import dev.prefork.sys.TcpConnections;
import dev.prefork.sys.TcpInfo;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
  private static final long DOUBT_MILLIS = 5 * QUIET_MILLIS;

  /**
   * Clients that never pause are given up in this part of the time, at a moment at which nothing is
   * executed for them: the end of the time would come at any moment.
   */
  private static final long LAST_PART = 5;

  private static final long LOOK_MILLIS = 10;

  /** With very many connections at most one part in so many of a processor's time is for looks. */
  private static final long SHARE = 10;

  private LastRequests() {}

  /** Returns when nothing is in use, or the time is over. */
  public static void awaitAll(long graceMillis) {
    long start = System.nanoTime();
    try (TcpConnections tcp = new TcpConnections()) {
      long elapsed = 0;
      while (elapsed < graceMillis && isAnyInUse(tcp, graceMillis - elapsed, graceMillis)) {
        long took = millisSince(start) - elapsed;
        Thread.sleep(Math.min(Math.max(LOOK_MILLIS, took * SHARE), graceMillis - elapsed));
        elapsed = millisSince(start);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows the threads that wait here
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static boolean isAnyInUse(TcpConnections tcp, long leftMillis, long graceMillis) {
    boolean last = leftMillis < graceMillis / LAST_PART;
    boolean any = OpenConnections.isAnyReserved();
    for (OpenConnections.Place place : OpenConnections.places()) {
      TcpInfo info = tcp.info(place.number());
      if (place.isTaken()) { // then the number was the place's
        if (isInUse(info, last)) {
          any = true;
        } else {
          tcp.end(place.number(), place.remote());
        }
      }
    }
    return any;
  }

  /** A connection that is not TCP's is in use while it is open. */
  private static boolean isInUse(@Nullable TcpInfo info, boolean last) {
    return info == null || (last ? info.isInUse(0, 0) : info.isInUse(QUIET_MILLIS, DOUBT_MILLIS));
  }
}
