package dev.prefork.internal.concurrent;

/**
 * Decides whether a thread polls again before it blocks. Waking a thread takes about 20 µs, longer
 * than a reply over a socket, so a thread that expects a reply polls for a short time. After a wait
 * without success, it does not spin again until something arrives quickly. Not thread-safe.
 */
public final class Spin {
  /** About twice the time it takes to wake a thread. */
  private static final long MAX_NANOS = 50_000;

  /** Polling would have found anything that arrives within this time, wake-up included. */
  private static final long QUICK_NANOS = 2 * MAX_NANOS;

  private long idleSince;
  private boolean idle;
  private boolean worthwhile;

  /** Called after an unsuccessful poll. Returns true to poll again, false to block. */
  @SuppressWarnings("ThreadPriorityCheck") // yield is only a hint here: nothing depends on it
  public boolean mayContinue() {
    long now = System.nanoTime();
    if (!idle) {
      idle = true;
      idleSince = now;
    }
    if (!worthwhile || now - idleSince > MAX_NANOS) {
      return false;
    }
    Thread.yield(); // more threads may spin than there are processors
    return true;
  }

  /** Called after a successful poll or wait. */
  public void found() {
    if (idle) {
      idle = false;
      worthwhile = System.nanoTime() - idleSince < QUICK_NANOS;
    }
  }
}
