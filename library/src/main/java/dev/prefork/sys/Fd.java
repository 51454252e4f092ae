package dev.prefork.sys;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor with one owner: whoever holds the object closes it, once. Any thread may close;
 * using the number after that is an error of ours and throws, so that a number which the kernel has
 * given to somebody else is never used.
 */
public final class Fd implements AutoCloseable {
  private static final int CLOSED = -1;

  /**
   * Its errno memory is shared by all threads that close: written by each, read by nobody who
   * cares.
   */
  private static final Libc CLOSER = new Libc();

  private final AtomicInteger number;

  /** Takes ownership of an open descriptor. */
  public Fd(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    this.number = new AtomicInteger(number);
  }

  /**
   * The number.
   *
   * @throws IllegalStateException if it is closed
   */
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("descriptor is closed");
    }
    return current;
  }

  /** False once {@link #close} or {@link #release} was called. */
  public boolean isOpen() {
    return number.get() != CLOSED;
  }

  /**
   * Gives ownership of the number to the caller: this object is closed then, the descriptor is not.
   */
  public int release() {
    int current = number();
    number.set(CLOSED);
    return current;
  }

  /** Closes the descriptor; further calls do nothing. */
  @Override
  public void close() {
    int last = number.getAndSet(CLOSED);
    if (last != CLOSED && CLOSER.close(last) < 0) {
      // EBADF: somebody else closed our descriptor, and might have closed a stranger's as well
      System.getLogger("dev.prefork").log(Level.ERROR, "closing descriptor " + last + " failed");
    }
  }

  @Override
  public String toString() {
    int current = number.get();
    return current == CLOSED ? "closed descriptor" : "descriptor " + current;
  }
}
