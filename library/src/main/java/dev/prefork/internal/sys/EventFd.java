package dev.prefork.internal.sys;

import java.util.concurrent.atomic.AtomicBoolean;

/** Wakes a thread that waits in {@link Epoll}, with a descriptor that becomes readable. */
public final class EventFd implements AutoCloseable {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private final Libc libc = new Libc();
  private final Struct one = libc.allocate(Long.BYTES);
  private final Struct count = libc.allocate(Long.BYTES);
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Fd fd;

  /** Opens the descriptor. */
  public EventFd() throws ErrnoException {
    fd =
        new Fd(
            ErrnoException.check(libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", "itself"));
    one.putLong(0, 1);
  }

  /** Returns the descriptor to register with {@link Epoll}. */
  public Fd fd() {
    return fd;
  }

  /** Makes the descriptor readable. Any thread may call it. */
  public void signal() {
    if (signalled.compareAndSet(false, true)) {
      write();
    }
  }

  private synchronized void write() {
    if (fd.isOpen()) {
      libc.write(fd.number(), one, Long.BYTES);
    }
  }

  /**
   * Makes the descriptor unreadable. The caller must check for work after this call, not before.
   *
   * <p>The order of the two statements matters. A signal between them has no effect, but the caller
   * has not checked for work yet. In the reverse order, the read would consume a new signal while
   * the flag stays set, and later signals would be lost.
   */
  public synchronized void reset() {
    libc.read(fd.number(), count, Long.BYTES);
    signalled.set(false);
  }

  @Override
  public synchronized void close() {
    if (fd.isOpen()) {
      fd.close();
    }
  }
}
