package dev.prefork.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Takes a lock within a time, whether the thread is interrupted or not. */
public final class TimedLock {
  private TimedLock() {}

  /**
   * Waits for a lock no longer than this.
   *
   * @return what is left of the time; 0 or less if it has passed, and the caller has not the lock
   */
  public static long lock(ReentrantLock lock, long nanos) {
    boolean interrupted = false;
    boolean entered = false;
    long start = System.nanoTime();
    long left = nanos;
    while (!entered && left > 0) {
      try {
        entered = lock.tryLock(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true; // as in the JDK: what is not interruptible waits on
      }
      left = nanos - (System.nanoTime() - start);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (entered && left <= 0) {
      lock.unlock();
    }
    return left;
  }
}
