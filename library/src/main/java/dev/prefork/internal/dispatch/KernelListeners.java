package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.ListenerGroup;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The members of a {@link KernelPort}, and among which of them the kernel chooses. */
final class KernelListeners implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final ListenerGroup group;
  private final BoundSocket socket;
  private final PortContext context;
  private final List<KernelListener> members = new ArrayList<>();
  private int backlog;

  KernelListeners(ListenerGroup group, BoundSocket socket, PortContext context) {
    this.group = group;
    this.socket = socket;
    this.context = context;
    this.backlog = socket.backlog();
  }

  /** Makes a socket for a worker. */
  KernelListener add(int workerId, FrameChannel link) throws IOException {
    raiseBacklog();
    KernelListener member = new KernelListener(workerId, group.add(backlog), link);
    members.add(member);
    return member;
  }

  private void raiseBacklog() throws ErrnoException {
    if (socket.backlog() > backlog) {
      backlog = socket.backlog();
      for (KernelListener member : members) {
        context.sockets().setBacklog(member.listener(), backlog);
      }
    }
  }

  /** Sets the options of sockets that are made from now on. */
  void setOptions(Sockets.Options options) {
    group.options(options);
  }

  /** A snapshot. */
  List<KernelListener> all() {
    return List.copyOf(members);
  }

  List<KernelListener> filter(Predicate<KernelListener> condition) {
    return members.stream().filter(condition).toList();
  }

  /** True if looking into a socket soon could help somebody: another worker has nothing to do. */
  boolean isUrgent() {
    long now = context.now();
    return members.stream().anyMatch(KernelListener::isIdle)
        && members.stream().anyMatch(member -> member.isUrgent(now));
  }

  /** True if nothing waits for another worker that accepts. */
  boolean isAnotherIdle(KernelListener busy) throws ErrnoException {
    for (KernelListener member : members) {
      if (member != busy
          && member.is(KernelListener.State.SERVING)
          && context.sockets().pendingConnections(member.listener()) == 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tells the kernel who may get connections: whoever accepts; else who might yet; else who has
   * gone, so that a client waits there for a worker to come; else whoever there is.
   */
  void choose() {
    List<KernelListener> chosen = filter(member -> member.state().isAccepting());
    if (chosen.isEmpty()) {
      chosen = filter(KernelListener::mayAcceptLater);
    }
    if (chosen.isEmpty()) {
      chosen = filter(member -> member.is(KernelListener.State.RETIRED));
    }
    if (chosen.isEmpty()) {
      chosen = all();
    }
    for (KernelListener member : members) {
      member.setChosen(chosen.contains(member), context.now());
    }
    applyToKernel(chosen.stream().map(KernelListener::listener).toList());
  }

  private void applyToKernel(List<Fd> chosen) {
    try {
      group.choose(chosen);
    } catch (ErrnoException e) {
      LOG.log(
          Level.ERROR, "connections to " + socket + " go to workers as before: " + e.getMessage());
    }
  }

  /** Closes the socket of a member that is not chosen. */
  void close(KernelListener member) throws ErrnoException {
    members.remove(member);
    group.remove(member.listener());
  }

  /** Closes all sockets. */
  @Override
  public void close() {
    group.close();
  }
}
