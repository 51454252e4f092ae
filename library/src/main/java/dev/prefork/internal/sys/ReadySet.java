package dev.prefork.internal.sys;

/**
 * Makes one descriptor stand for several: it is readable while one of them is ready. An epoll
 * instance that nobody waits in; whoever polls it learns no more than that it is worth looking.
 */
public final class ReadySet {
  private final Libc libc = new Libc();
  private final Struct event = libc.allocate(Epoll.EVENT_SIZE);
  private final int number;

  /**
   * Lets a number stand for the set; what it meant before is closed.
   *
   * @param onto stays its owner's, who closes it
   */
  public ReadySet(int onto) throws ErrnoException {
    number = onto;
    int made = libc.epollCreate1(Epoll.EPOLL_CLOEXEC);
    try (Fd set = new Fd(ErrnoException.check(made, "epoll_create1", "itself"))) {
      ErrnoException.check(libc.dup2(set.number(), onto), "dup2", set);
    }
  }

  /** Takes a descriptor in. One thread at a time. */
  public void add(Fd watched, int interest) throws ErrnoException {
    event.putInt(0, interest);
    control(Epoll.EPOLL_CTL_ADD, watched);
  }

  /** Lets a descriptor go, which need not be done if it is closed. One thread at a time. */
  public void remove(Fd watched) throws ErrnoException {
    control(Epoll.EPOLL_CTL_DEL, watched);
  }

  private void control(int operation, Fd watched) throws ErrnoException {
    int result = libc.epollCtl(number, operation, watched.number(), event);
    ErrnoException.check(result, "epoll_ctl", watched);
  }
}
