package dev.prefork.internal.sys;

/**
 * Combines several descriptors into one that is readable while any of them is ready. The descriptor
 * is an epoll instance that other code polls, without reading its events.
 */
public final class ReadySet {
  private final Libc libc = new Libc();
  private final Struct event = libc.allocate(Epoll.EVENT_SIZE);
  private final int number;

  /**
   * Replaces the file of a descriptor by the new set.
   *
   * @param onto the descriptor's number; its owner still has to close it
   */
  public ReadySet(int onto) throws ErrnoException {
    number = onto;
    int made = libc.epollCreate1(Epoll.EPOLL_CLOEXEC);
    try (Fd set = new Fd(ErrnoException.check(made, "epoll_create1", "itself"))) {
      ErrnoException.check(libc.dup2(set.number(), onto), "dup2", set);
    }
  }

  /** Adds a descriptor. Not thread-safe. */
  public void add(Fd watched, int interest) throws ErrnoException {
    event.putInt(0, interest);
    control(Epoll.EPOLL_CTL_ADD, watched);
  }

  /** Removes a descriptor. Not needed if the descriptor is closed. Not thread-safe. */
  public void remove(Fd watched) throws ErrnoException {
    control(Epoll.EPOLL_CTL_DEL, watched);
  }

  private void control(int operation, Fd watched) throws ErrnoException {
    int result = libc.epollCtl(number, operation, watched.number(), event);
    ErrnoException.check(result, "epoll_ctl", watched);
  }
}
