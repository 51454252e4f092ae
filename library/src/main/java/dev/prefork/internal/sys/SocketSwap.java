package dev.prefork.internal.sys;

import java.util.List;

/**
 * Replaces the socket behind a descriptor that other code uses, and keeps the old one under a new
 * number. Not thread-safe.
 *
 * <p>The caller ensures that the owner does not close the descriptor meanwhile. The owner notices
 * nothing: the blocking mode and the registrations with epoll instances are carried over.
 */
public final class SocketSwap {
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;

  private final Libc libc = new Libc();
  private final EpollInstances epolls;

  /** Carries over registrations with the given instances. */
  public SocketSwap(EpollInstances epolls) {
    this.epolls = epolls;
  }

  /**
   * Makes the descriptor refer to another socket.
   *
   * @param kept a duplicate of the descriptor, which keeps the old socket
   * @param replacement the other socket; the caller still owns its own descriptor
   * @param registrations of the descriptor
   */
  public void replace(int descriptor, Fd kept, Fd replacement, Registrations registrations)
      throws ErrnoException {
    int before = flags(kept.number());
    setFlags(replacement.number(), before);
    List<Integer> registered = epolls.removeFromAll(descriptor, registrations.instances());
    int result = libc.dup2(replacement.number(), descriptor);
    for (int epoll : registered) {
      register(epoll, descriptor, registrations);
    }
    ErrnoException.check(result, "dup2", replacement);
    int after = flags(kept.number());
    if (after != before) {
      setFlags(descriptor, after); // the owner changed the mode of the old socket meanwhile
    }
  }

  /** Registers unless the owner has unregistered meanwhile, which nothing keeps it from. */
  private void register(int epoll, int descriptor, Registrations registrations) {
    int events = registrations.events(epoll);
    if (events != 0 && epolls.add(epoll, descriptor, events) && registrations.events(epoll) == 0) {
      boolean _ = epolls.remove(epoll, descriptor);
    }
  }

  /** Returns the file status flags, of which O_NONBLOCK is the blocking mode. */
  private int flags(int descriptor) throws ErrnoException {
    return ErrnoException.check(
        libc.fcntl(descriptor, F_GETFL, 0), "fcntl(F_GETFL)", "descriptor " + descriptor);
  }

  /** Sets the file status flags. */
  private void setFlags(int descriptor, int flags) throws ErrnoException {
    ErrnoException.check(
        libc.fcntl(descriptor, F_SETFL, flags), "fcntl(F_SETFL)", "descriptor " + descriptor);
  }
}
