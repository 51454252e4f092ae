package dev.prefork.internal.nio.move;

import java.util.concurrent.TimeUnit;

/**
 * Tells other threads whether connections are about to move. A request counts from the moment at
 * which it is made, although the loop sees it later. Thread-safe.
 */
final class Settlement {
  private long requested;
  private long seen;
  private boolean settled;
  private boolean ended;

  /** Records a request that the loop has not seen yet. */
  synchronized void request() {
    requested++;
    settled = ended;
  }

  /** Records that the loop has seen the oldest request. */
  synchronized void see() {
    seen++;
  }

  /** Records what the loop knows: whether nothing is about to move of the requests it has seen. */
  synchronized void update(boolean nothingPending) {
    settled = nothingPending && seen == requested;
    notifyAll();
  }

  /** Records that nothing will move any more, whatever is requested. */
  synchronized void end() {
    ended = true;
    settled = true;
    notifyAll();
  }

  /** Returns whether no connection is about to move. */
  synchronized boolean isSettled() {
    return settled;
  }

  /** Waits until no connection is about to move, at most so many ms. */
  synchronized void await(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; !settled && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }
}
