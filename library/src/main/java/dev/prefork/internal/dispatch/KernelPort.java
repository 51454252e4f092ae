package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.balance.RoundRobin;
import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.ListenerGroup;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each worker has a listening socket of its own, and the kernel chooses among them. The primary has
 * them, too, and accepts from one whose worker does not: what waits there it hands to the others,
 * as a {@link HandoffPort} does with everything.
 *
 * <p>While all workers accept, nothing is done here for a connection. The first that comes to an
 * empty socket wakes the conductor, which then looks into it ten times a second until it is empty
 * again; a hundred times while connections wait and another worker has nothing to do.
 */
final class KernelPort implements Port {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /**
   * How long a socket that is not chosen any more stays open: handshakes end in it that had begun.
   * Their clients repeat what was lost after one second, and again after two more.
   */
  private static final long LINGER_NANOS = 3_500_000_000L;

  private final BoundSocket socket;
  private final PortContext context;
  private final HandoffPort relief;
  private final Relievers relievers = new Relievers();
  private final KernelListeners members;
  private boolean abandoned;

  /**
   * A port without workers.
   *
   * @param socket has the address, and listens nowhere
   */
  KernelPort(BoundSocket socket, PortContext context, ListenerGroup group) {
    this.socket = socket;
    this.context = context;
    this.members = new KernelListeners(group, socket, context);
    this.relief = HandoffPort.relieving(socket, context, relievers);
  }

  /**
   * Opens the address of a request.
   *
   * @param byProcessor whether the kernel chooses by the processor that a connection comes to
   */
  static KernelPort open(Listen request, Target.Inet at, PortContext context, boolean byProcessor)
      throws IOException {
    BoundSocket socket = BoundSocket.reserve(request, at, context.sockets());
    InetSocketAddress where = context.sockets().localAddress(socket.fd());
    Sockets.Options options = socket.options(request);
    ListenerGroup group = new ListenerGroup(context.sockets(), where, options, byProcessor);
    return new KernelPort(socket, context, group);
  }

  /** Who can be handed what waits in others' sockets; hears of all that concerns a link. */
  final class Relievers extends RoundRobin {
    @Override
    public void leave(HandoffQueue queue) {
      super.leave(queue);
      for (KernelListener member : of(queue)) {
        retire(member);
        if (queue.isClosedByApplication()) {
          member.release();
        }
      }
    }

    @Override
    public void onFree(HandoffQueue queue) {
      super.onFree(queue);
      of(queue).forEach(KernelPort.this::answered);
    }

    @Override
    public void onNoRoom(HandoffQueue queue) {
      for (KernelListener member : of(queue)) {
        if (member.state().isAccepting()) {
          stall(member);
        }
      }
    }

    private List<KernelListener> of(HandoffQueue queue) {
      return members.which(member -> member.queue() == queue);
    }

    void ask(HandoffQueue queue) {
      if (queue.probe()) {
        pause(queue);
      }
    }
  }

  /** A link before its worker has its socket. */
  private final class Introduction implements FrameChannel.Listener {
    private final KernelListener member;
    private boolean closedByApplication;

    Introduction(KernelListener member) {
      this.member = member;
    }

    @Override
    public void onFrame(Frame frame) throws IOException {
      frame.refuseDescriptor();
      switch (frame.type()) {
        case READY -> admit(member);
        case CLOSE -> closedByApplication = true;
        default ->
            throw new BadFrameException("a " + frame.type() + " frame has no meaning on a link");
      }
    }

    @Override
    public void onClosed(@Nullable IOException fault) {
      retire(member);
      member.release(); // it never had it
      abandoned = closedByApplication;
      if (abandoned) {
        context.markOrphan(); // otherwise the end of the worker is told in a moment
      }
    }
  }

  @Override
  public void add(int workerId, FrameChannel link, boolean suspended) throws IOException {
    KernelListener member = members.add(workerId, link);
    if (suspended) {
      member.suspend();
    }
    abandoned = false;
    link.handOver(new Introduction(member), 0);
    acceptFrom(member);
    members.choose();
    link.send(socket.bound(BindReply.Way.OWN));
  }

  private void admit(KernelListener member) throws IOException {
    byte[] reply = Frame.encodeWithDescriptor(FrameType.LISTENER, new byte[0]);
    Fd listener = context.sockets().duplicate(member.listener().number());
    member.link().send(reply, listener);
    if (!member.isSuspended()) {
      relief.acceptNoMoreFrom(member.listener()); // before it could be handed what is its own
      watch(member);
    }
    member.serve(relief.join(member.workerId(), member.link(), member.isSuspended()));
    members.choose();
    context.publishListening(member.workerId(), socket);
  }

  private void watch(KernelListener member) {
    try {
      int interest = Epoll.READABLE | Epoll.ONE_SHOT;
      context.io().epoll().add(member.listener(), interest, member);
    } catch (ErrnoException e) {
      throw new IllegalStateException("a worker's listening socket cannot be watched", e);
    }
  }

  private void answered(KernelListener member) {
    KernelListener.State before = member.state();
    member.answered();
    serveAgain(member, before);
  }

  /** Leaves it to the worker again to accept, if it does so now and did not before. */
  private void serveAgain(KernelListener member, KernelListener.State before) {
    if (!before.isAccepting() && member.is(KernelListener.State.SERVING)) {
      relief.acceptNoMoreFrom(member.listener());
      watch(member);
      members.choose();
    }
  }

  /**
   * If there is nobody else the kernel has to give this worker connections all the same, and it may
   * accept them.
   */
  @Override
  public boolean suspend(int workerId) {
    relief.suspend(workerId);
    List<KernelListener> own = present(workerId);
    own.forEach(this::suspend);
    return own.stream().noneMatch(KernelListener::isChosen);
  }

  private void suspend(KernelListener member) {
    KernelListener.State before = member.state();
    member.suspend();
    if (member.is(KernelListener.State.SUSPENDED)) {
      relieve(member, before);
    }
  }

  @Override
  public void resume(int workerId) {
    for (KernelListener member : present(workerId)) {
      KernelListener.State before = member.state();
      member.resume();
      serveAgain(member, before);
    }
    relief.resume(workerId);
  }

  private List<KernelListener> present(int workerId) {
    return members.which(
        member -> member.workerId() == workerId && !member.is(KernelListener.State.RETIRED));
  }

  /** By its link: what comes to its socket may be taken by the primary, and given to others. */
  @Override
  public void offer(int workerId, Connection personal) throws IOException {
    relief.offer(workerId, personal);
  }

  private void retire(KernelListener member) {
    if (!member.is(KernelListener.State.RETIRED)) {
      KernelListener.State before = member.state();
      member.retire();
      relieve(member, before);
    }
  }

  /** Accepts what waits in its socket, from now on, and lets nothing more come there. */
  private void relieve(KernelListener member, KernelListener.State before) {
    if (before.isAccepting()) {
      context.forget(member.listener());
      acceptFrom(member);
    }
    members.choose();
  }

  private void acceptFrom(KernelListener member) {
    try {
      relief.acceptFrom(member.listener());
    } catch (ErrnoException e) {
      LOG.log(
          Level.ERROR,
          "connections that wait for worker "
              + member.workerId()
              + " cannot be given to others: "
              + e.getMessage());
    }
  }

  @Override
  public void remove(int workerId, boolean dead) {
    relief.remove(workerId, dead);
    for (KernelListener member : joining(workerId)) {
      retire(member);
      member.release();
      Links.sendDraining(member.link()); // it is about to fetch the socket
      member.link().close();
    }
    if (dead) {
      members.which(member -> member.workerId() == workerId).forEach(KernelListener::release);
    }
  }

  private List<KernelListener> joining(int workerId) {
    return members.which(
        member -> member.is(KernelListener.State.JOINING) && member.workerId() == workerId);
  }

  @Override
  public void readAcknowledgements(int workerId) {
    joining(workerId).forEach(member -> member.link().readNow());
    relief.readAcknowledgements(workerId);
  }

  @Override
  public int links(int workerId) {
    return relief.links(workerId) + joining(workerId).size();
  }

  @Override
  public boolean isAbandoned() {
    return (abandoned || relief.isAbandoned()) && isOrphan();
  }

  @Override
  public boolean isOrphan() {
    return relief.isOrphan()
        && members.which(member -> member.is(KernelListener.State.JOINING)).isEmpty();
  }

  @Override
  public void setOptions(Listen request) throws IOException {
    socket.setOptions(request);
    members.options(socket.options(request));
  }

  @Override
  public BoundSocket socket() {
    return socket;
  }

  @Override
  public boolean isWaiting() {
    return relief.isWaiting() || !members.which(KernelPort::needsTime).isEmpty();
  }

  private static boolean needsTime(KernelListener member) {
    return member.isEnding() || (member.state().isAccepting() && member.isStirred());
  }

  @Override
  public boolean isUrgent() {
    return members.isUrgent();
  }

  @Override
  public void tick(long now) {
    relief.tick(now);
    try {
      for (KernelListener member : members.all()) {
        look(member, now);
      }
    } catch (ErrnoException e) {
      throw new IllegalStateException("a listening socket cannot be looked into", e);
    }
  }

  private void look(KernelListener member, long now) throws ErrnoException {
    if (member.isOver(now, LINGER_NANOS)) {
      relief.acceptNoMoreFrom(member.listener());
      members.close(member);
    } else if (member.state().isAccepting() && member.isStirred()) {
      lookInto(member, now);
    }
  }

  private void lookInto(KernelListener member, long now) throws ErrnoException {
    KernelListener.State before = member.state();
    int waiting = context.sockets().pendingConnections(member.listener());
    member.seen(waiting, now);
    if (waiting == 0) {
      context.io().epoll().change(member.listener(), Epoll.READABLE | Epoll.ONE_SHOT);
    } else if (member.isHopeless(now) || (member.isSlow(now) && members.isAnotherIdle(member))) {
      stall(member);
    } else if (member.is(KernelListener.State.SUSPECTED) && before != member.state()) {
      ask(member);
    }
  }

  private void ask(KernelListener member) {
    HandoffQueue queue = member.queue();
    if (queue != null) {
      relievers.ask(queue);
    }
  }

  /** What waits for it is others' until it answers; and what it was handed and has not received. */
  private void stall(KernelListener member) {
    KernelListener.State before = member.state();
    member.stall(context.now());
    HandoffQueue queue = member.queue();
    if (queue != null) {
      relief.reclaim(queue);
      relievers.ask(queue); // unless it has been asked: its answer ends the stall
    }
    relieve(member, before);
  }

  @Override
  public void close() {
    relief.close();
    for (KernelListener member : members.all()) {
      if (member.state().isAccepting()) {
        context.forget(member.listener());
      } else if (member.is(KernelListener.State.JOINING)) {
        member.link().close();
      }
    }
    members.close();
  }
}
