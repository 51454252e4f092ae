package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.sockets.ListenerGroup;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Holds the members of a {@link KernelPort} and selects those that the kernel chooses among. */
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

  /** Opens a socket for a worker. */
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

  /** Sets the options of sockets that are opened from now on. */
  void setOptions(Sockets.Options options) {
    group.options(options);
  }

  /** Returns a snapshot of all members. */
  List<KernelListener> all() {
    return List.copyOf(members);
  }

  List<KernelListener> filter(Predicate<KernelListener> condition) {
    return members.stream().filter(condition).toList();
  }

  /** Returns whether a frequent scan can help: one worker is idle while another has pending. */
  boolean isUrgent() {
    long now = context.now();
    return members.stream().anyMatch(KernelListener::isIdle)
        && members.stream().anyMatch(member -> member.isUrgent(now));
  }

  /** Returns whether another accepting worker has no pending connections. */
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
   * Sets the members among which the kernel chooses: those that accept; if none, those that may
   * accept later; if none, retired ones, in whose backlog clients wait for a new worker; if none,
   * all.
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
    applyToKernel(chosen);
  }

  private void applyToKernel(List<KernelListener> chosen) {
    try {
      group.choose(
          chosen.stream().map(KernelListener::listener).toList(),
          chosen.stream().mapToDouble(this::weight).toArray());
    } catch (ErrnoException e) {
      LOG.log(
          Level.ERROR,
          "cannot change the workers that get connections to " + socket + ": " + e.getMessage());
    }
  }

  private double weight(KernelListener member) {
    return context.weights().of(member.workerId());
  }

  /** Removes a member that is not chosen, and closes its socket. */
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
