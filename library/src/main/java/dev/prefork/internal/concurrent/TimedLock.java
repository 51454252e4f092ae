package dev.prefork.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Acquires a lock with a timeout, ignoring interrupts. */
public final class TimedLock {
  private TimedLock() {}

  /**
   * Waits for a lock, but no longer than a timeout.
   *
   * @param nanos the timeout in nanoseconds
   * @return the remaining time in nanoseconds; 0 or less if the lock was not acquired
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
        interrupted = true; // restored below
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
