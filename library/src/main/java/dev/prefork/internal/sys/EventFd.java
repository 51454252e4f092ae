package dev.prefork.internal.sys;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A descriptor that becomes readable when another thread says so: how a thread in {@link Epoll} is
 * woken.
 */
public final class EventFd implements AutoCloseable {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private final Libc libc = new Libc();
  private final Struct one = libc.allocate(Long.BYTES);
  private final Struct count = libc.allocate(Long.BYTES);
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Fd fd;

  /** Opens one. */
  public EventFd() throws ErrnoException {
    fd =
        new Fd(
            ErrnoException.check(libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", "itself"));
    one.putLong(0, 1);
  }

  /** What to register with {@link Epoll}. */
  public Fd fd() {
    return fd;
  }

  /** Makes it readable. Any thread; a second call before the next {@link #reset} costs nothing. */
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
   * Makes it unreadable again. To be called before one looks for what it was signalled for: a
   * signal between the two lines is dropped. In the other order its write would be read away and
   * the mark stay, and no later signal would be heard.
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
