package dev.prefork.internal.concurrent;

/**
 * Whether to look again before going to sleep. Waking a thread takes some twenty microseconds, more
 * than an answer over a socket; so whoever is in a conversation looks for a moment longer. One that
 * waits in vain does not do so again before something has come quickly. Belongs to one thread.
 */
public final class Spin {
  /** About twice what it takes to wake a thread. */
  private static final long MAX_NANOS = 50_000;

  /** What came so soon, its waking included, would have been found by looking. */
  private static final long QUICK_NANOS = 2 * MAX_NANOS;

  private long idleSince;
  private boolean idle;
  private boolean worthwhile;

  /** There was nothing: true if the caller should look again at once, false to sleep. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: it is the others' turn
  public boolean mayContinue() {
    long now = System.nanoTime();
    if (!idle) {
      idle = true;
      idleSince = now;
    }
    if (!worthwhile || now - idleSince > MAX_NANOS) {
      return false;
    }
    Thread.yield(); // there may be more of us than processors
    return true;
  }

  /** There was something. */
  public void found() {
    if (idle) {
      idle = false;
      worthwhile = System.nanoTime() - idleSince < QUICK_NANOS;
    }
  }
}
