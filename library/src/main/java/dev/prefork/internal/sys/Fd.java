package dev.prefork.internal.sys;

import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor with one owner, which closes it once. Any thread may close it. Access to the
 * number of a closed descriptor throws, because the kernel may have reused the number.
 */
public final class Fd implements AutoCloseable {
  private static final int CLOSED = -1;

  /** Shared by all threads: they overwrite each other's errno, but only the failure is used. */
  private static final Libc CLOSER = new Libc();

  private final AtomicInteger number;
  private final boolean untrusted;
  private volatile @Nullable CompletableFuture<Void> closing;

  /** Takes ownership of an open descriptor. */
  public Fd(int number) {
    this(number, false);
  }

  /** Takes ownership of a descriptor that an untrusted process has sent. */
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
   * Returns the number.
   *
   * @throws IllegalStateException if the descriptor is closed
   */
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("descriptor is closed");
    }
    return current;
  }

  /** Returns false after {@link #close} or {@link #release}. */
  public boolean isOpen() {
    return number.get() != CLOSED;
  }

  /** Transfers the number to the caller. This object is then closed; the descriptor stays open. */
  public int release() {
    int current = number();
    number.set(CLOSED);
    return current;
  }

  /**
   * Closes the descriptor; further calls have no effect. Never blocks: a descriptor from an
   * untrusted process is closed asynchronously.
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

  /**
   * Closes the descriptor on another thread, because other owners of the file can make it block.
   */
  public void closeAsync() {
    int open = number.getAndSet(CLOSED);
    if (open != CLOSED) {
      closing = SlowClosing.submit(() -> close(open));
    }
  }

  /** Runs a task after a pending asynchronous close, or immediately if none is pending. */
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
      // EBADF: other code closed this descriptor, which is a bug
      System.getLogger("dev.prefork").log(Level.ERROR, "cannot close descriptor " + open);
    }
  }

  @Override
  public String toString() {
    int current = number.get();
    return current == CLOSED ? "closed descriptor" : "descriptor " + current;
  }
}
