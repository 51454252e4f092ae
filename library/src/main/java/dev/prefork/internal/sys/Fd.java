package dev.prefork.internal.sys;

import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
  private final boolean untrusted;
  private volatile @Nullable CompletableFuture<Void> closing;

  /** Takes ownership of an open descriptor. */
  public Fd(int number) {
    this(number, false);
  }

  /** Takes ownership of a descriptor that a process has sent which need not be trusted. */
  static Fd untrusted(int number) {
    return new Fd(number, true);
  }

  private Fd(int number, boolean untrusted) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    this.number = new AtomicInteger(number);
    this.untrusted = untrusted;
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

  /**
   * Closes the descriptor; further calls do nothing. Never waits: one that an untrusted process has
   * sent is closed a moment later.
   */
  @Override
  public void close() {
    if (untrusted) {
      closeAsync();
      return;
    }
    int open = number.getAndSet(CLOSED);
    if (open != CLOSED) {
      close(open);
    }
  }

  /** Closes it on a thread that may wait: what others have in their hands, too, may make it. */
  public void closeAsync() {
    int open = number.getAndSet(CLOSED);
    if (open != CLOSED) {
      closing = SlowClosing.submit(() -> close(open));
    }
  }

  /** Runs something when this takes no room any more: now, unless it is being closed. */
  public void whenClosed(Runnable next) {
    CompletableFuture<Void> pending = closing;
    if (pending == null) {
      next.run();
    } else {
      CompletableFuture<Void> _ = pending.thenRun(next);
    }
  }

  private static void close(int open) {
    if (CLOSER.close(open) < 0) {
      // EBADF: somebody else closed our descriptor, and might have closed a stranger's as well
      System.getLogger("dev.prefork").log(Level.ERROR, "closing descriptor " + open + " failed");
    }
  }

  @Override
  public String toString() {
    int current = number.get();
    return current == CLOSED ? "closed descriptor" : "descriptor " + current;
  }
}
