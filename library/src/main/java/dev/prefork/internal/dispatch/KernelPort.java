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
  private final HandoffPort redispatcher;
  private final MemberBalancer balancer = new MemberBalancer();
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
    this.redispatcher = HandoffPort.redispatching(socket, context, balancer);
  }

  /**
   * Opens the address of a request.
   *
   * @param byProcessor whether the kernel chooses by the processor that a connection comes to
   */
  static KernelPort open(Listen request, Target.Inet at, PortContext context, boolean byProcessor)
      throws IOException {
    BoundSocket socket = BoundSocket.reserve(request, at, context.sockets());
    InetSocketAddress address = context.sockets().localAddress(socket.fd());
    Sockets.Options options = socket.options(request);
    ListenerGroup group = new ListenerGroup(context.sockets(), address, options, byProcessor);
    return new KernelPort(socket, context, group);
  }

  /** Who can be handed what waits in others' sockets; hears of all that concerns a link. */
  final class MemberBalancer extends RoundRobin {
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
      of(queue).forEach(KernelPort.this::onAnswer);
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
      return members.filter(member -> member.queue() == queue);
    }

    void probe(HandoffQueue queue) {
      if (queue.probe()) {
        pause(queue);
      }
    }
  }

  /** A link before its worker has its socket. */
  private final class JoiningLink implements FrameChannel.Listener {
    private final KernelListener member;
    private boolean closedByApplication;

    JoiningLink(KernelListener member) {
      this.member = member;
    }

    @Override
    public void onFrame(Frame frame) throws IOException {
      frame.refuseDescriptor();
      switch (frame.type()) {
        case READY -> sendListener(member);
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
    link.handOver(new JoiningLink(member), 0);
    acceptFrom(member);
    members.choose();
    link.send(socket.bindReply(BindReply.Delivery.OWN));
  }

  private void sendListener(KernelListener member) throws IOException {
    byte[] reply = Frame.encodeWithDescriptor(FrameType.LISTENER, new byte[0]);
    Fd listener = context.sockets().duplicate(member.listener().number());
    member.link().send(reply, listener);
    if (!member.isSuspended()) {
      redispatcher.stopAcceptingFrom(
          member.listener()); // before it could be handed what is its own
      watch(member);
    }
    member.serve(redispatcher.join(member.workerId(), member.link(), member.isSuspended()));
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

  private void onAnswer(KernelListener member) {
    KernelListener.State before = member.state();
    member.onAnswer();
    returnToWorker(member, before);
  }

  /** Leaves it to the worker again to accept, if it does so now and did not before. */
  private void returnToWorker(KernelListener member, KernelListener.State before) {
    if (!before.isAccepting() && member.is(KernelListener.State.SERVING)) {
      redispatcher.stopAcceptingFrom(member.listener());
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
    redispatcher.suspend(workerId);
    List<KernelListener> members = membersOf(workerId);
    members.forEach(this::suspend);
    return members.stream().noneMatch(KernelListener::isChosen);
  }

  private void suspend(KernelListener member) {
    KernelListener.State before = member.state();
    member.suspend();
    if (member.is(KernelListener.State.SUSPENDED)) {
      takeOver(member, before);
    }
  }

  @Override
  public void resume(int workerId) {
    for (KernelListener member : membersOf(workerId)) {
      KernelListener.State before = member.state();
      member.resume();
      returnToWorker(member, before);
    }
    redispatcher.resume(workerId);
  }

  private List<KernelListener> membersOf(int workerId) {
    return members.filter(
        member -> member.workerId() == workerId && !member.is(KernelListener.State.RETIRED));
  }

  /** By its link: what comes to its socket may be taken by the primary, and given to others. */
  @Override
  public void offer(int workerId, Connection pinned) throws IOException {
    redispatcher.offer(workerId, pinned);
  }

  private void retire(KernelListener member) {
    if (!member.is(KernelListener.State.RETIRED)) {
      KernelListener.State before = member.state();
      member.retire();
      takeOver(member, before);
    }
  }

  /** Accepts what waits in its socket, from now on, and lets nothing more come there. */
  private void takeOver(KernelListener member, KernelListener.State before) {
    if (before.isAccepting()) {
      context.unwatch(member.listener());
      acceptFrom(member);
    }
    members.choose();
  }

  private void acceptFrom(KernelListener member) {
    try {
      redispatcher.acceptFrom(member.listener());
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
    redispatcher.remove(workerId, dead);
    for (KernelListener member : joining(workerId)) {
      retire(member);
      member.release();
      Links.sendDraining(member.link()); // it is about to fetch the socket
      member.link().close();
    }
    if (dead) {
      members.filter(member -> member.workerId() == workerId).forEach(KernelListener::release);
    }
  }

  private List<KernelListener> joining(int workerId) {
    return members.filter(
        member -> member.is(KernelListener.State.JOINING) && member.workerId() == workerId);
  }

  @Override
  public void readAcknowledgements(int workerId) {
    joining(workerId).forEach(member -> member.link().readNow());
    redispatcher.readAcknowledgements(workerId);
  }

  @Override
  public int linkCount(int workerId) {
    return redispatcher.linkCount(workerId) + joining(workerId).size();
  }

  @Override
  public boolean isAbandoned() {
    return (abandoned || redispatcher.isAbandoned()) && isOrphan();
  }

  @Override
  public boolean isOrphan() {
    return redispatcher.isOrphan()
        && members.filter(member -> member.is(KernelListener.State.JOINING)).isEmpty();
  }

  @Override
  public void setOptions(Listen request) throws IOException {
    socket.setOptions(request);
    members.setOptions(socket.options(request));
  }

  @Override
  public BoundSocket socket() {
    return socket;
  }

  @Override
  public boolean isWaiting() {
    return redispatcher.isWaiting() || !members.filter(KernelPort::needsTick).isEmpty();
  }

  private static boolean needsTick(KernelListener member) {
    return member.isClosing() || (member.state().isAccepting() && member.mayHavePending());
  }

  @Override
  public boolean isUrgent() {
    return members.isUrgent();
  }

  @Override
  public void tick(long now) {
    redispatcher.tick(now);
    try {
      for (KernelListener member : members.all()) {
        scan(member, now);
      }
    } catch (ErrnoException e) {
      throw new IllegalStateException("a listening socket cannot be looked into", e);
    }
  }

  private void scan(KernelListener member, long now) throws ErrnoException {
    if (member.isExpired(now, LINGER_NANOS)) {
      redispatcher.stopAcceptingFrom(member.listener());
      members.close(member);
    } else if (member.state().isAccepting() && member.mayHavePending()) {
      scanBacklog(member, now);
    }
  }

  private void scanBacklog(KernelListener member, long now) throws ErrnoException {
    KernelListener.State before = member.state();
    int waiting = context.sockets().pendingConnections(member.listener());
    member.recordScan(waiting, now);
    if (waiting == 0) {
      context.io().epoll().change(member.listener(), Epoll.READABLE | Epoll.ONE_SHOT);
    } else if (member.isNotAccepting(now)
        || (member.isSlow(now) && members.isAnotherIdle(member))) {
      stall(member);
    } else if (member.is(KernelListener.State.SUSPECTED) && before != member.state()) {
      probe(member);
    }
  }

  private void probe(KernelListener member) {
    HandoffQueue queue = member.queue();
    if (queue != null) {
      balancer.probe(queue);
    }
  }

  /** What waits for it is others' until it answers; and what it was handed and has not received. */
  private void stall(KernelListener member) {
    KernelListener.State before = member.state();
    member.stall(context.now());
    HandoffQueue queue = member.queue();
    if (queue != null) {
      redispatcher.reclaim(queue);
      balancer.probe(queue); // unless it has been asked: its answer ends the stall
    }
    takeOver(member, before);
  }

  @Override
  public void close() {
    redispatcher.close();
    for (KernelListener member : members.all()) {
      if (member.state().isAccepting()) {
        context.unwatch(member.listener());
      } else if (member.is(KernelListener.State.JOINING)) {
        member.link().close();
      }
    }
    members.close();
  }
}
