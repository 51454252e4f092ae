package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.balance.RoundRobin;
import dev.prefork.internal.dispatch.balance.Weights;
import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.ListenerGroup;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Gives each worker a listening socket of its own, among which the kernel chooses. The primary
 * keeps copies of the sockets. If a worker does not accept, the primary accepts from its socket and
 * hands the connections to the others through a {@link HandoffPort}.
 *
 * <p>While all workers accept, the primary does no work for a connection. The first connection to
 * an empty socket wakes the conductor, which then scans the socket ten times a second until it is
 * empty again; a hundred times while connections are pending and another worker is idle.
 */
final class KernelPort implements Port {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /**
   * How long a socket stays open after the kernel stops choosing it, so that handshakes in progress
   * can complete. Clients retransmit after one second, and again after two more.
   */
  private static final long LINGER_NANOS = 3_500_000_000L;

  private final BoundSocket socket;
  private final PortContext context;
  private final HandoffPort redispatcher;
  private final MemberBalancer balancer;
  private final KernelListeners members;
  private boolean abandoned;

  /**
   * Creates a port without workers.
   *
   * @param socket reserves the address, without listening
   */
  KernelPort(BoundSocket socket, PortContext context, ListenerGroup group) {
    this.socket = socket;
    this.context = context;
    this.balancer = new MemberBalancer(context.weights());
    this.members = new KernelListeners(group, socket, context);
    this.redispatcher = HandoffPort.redispatching(socket, context, balancer);
  }

  /**
   * Opens the address of a request.
   *
   * @param byProcessor whether the kernel chooses by the processor on which a connection arrives
   */
  static KernelPort open(Listen request, Target.Inet at, PortContext context, boolean byProcessor)
      throws IOException {
    BoundSocket socket = BoundSocket.reserve(request, at, context.sockets());
    InetSocketAddress address = context.sockets().localAddress(socket.fd());
    Sockets.Options options = socket.options(request);
    ListenerGroup group = new ListenerGroup(context.sockets(), address, options, byProcessor);
    return new KernelPort(socket, context, group);
  }

  /** Balances redispatched connections, and passes the events of each queue to its member. */
  final class MemberBalancer extends RoundRobin {
    MemberBalancer(Weights weights) {
      super(weights);
    }

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

  /** A worker that does not have its socket yet. */
  private record Joining(KernelPort port, KernelListener member) implements JoiningLink.Owner {
    @Override
    public void onReady(JoiningLink link) throws IOException {
      port.sendListener(member, link);
    }

    @Override
    public void onClosed(JoiningLink link) {
      port.retire(member);
      member.release(); // the worker never got the socket
      port.abandoned = link.isClosedByApplication();
      if (port.abandoned) {
        port.context.markOrphan(); // otherwise the worker's exit is published soon
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
    JoiningLink _ = JoiningLink.on(link, workerId, new Joining(this, member));
    acceptFrom(member);
    members.choose();
    link.send(socket.bindReply(BindReply.Delivery.OWN));
  }

  private void sendListener(KernelListener member, JoiningLink link) throws IOException {
    link.send(context.sockets().duplicate(member.listener().number()));
    if (!member.isSuspended()) {
      // first, or the worker could be handed its own connections
      redispatcher.stopAcceptingFrom(member.listener());
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
      throw new IllegalStateException("cannot watch the socket of worker " + member.workerId(), e);
    }
  }

  private void onAnswer(KernelListener member) {
    KernelListener.State before = member.state();
    member.onAnswer();
    returnToWorker(member, before);
  }

  /** Stops accepting for a worker that accepts again. */
  private void returnToWorker(KernelListener member, KernelListener.State before) {
    if (!before.isAccepting() && member.is(KernelListener.State.SERVING)) {
      redispatcher.stopAcceptingFrom(member.listener());
      watch(member);
      members.choose();
    }
  }

  /** If there is no other worker, the kernel still gives this one connections. */
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

  @Override
  public void onWeight(int workerId) {
    if (!membersOf(workerId).isEmpty()) {
      members.choose();
    }
  }

  private List<KernelListener> membersOf(int workerId) {
    return members.filter(
        member -> member.workerId() == workerId && !member.is(KernelListener.State.RETIRED));
  }

  @Override
  public void offer(int workerId, Connection pinned) throws IOException {
    redispatcher.offer(workerId, pinned);
  }

  @Override
  public boolean move(int workerId, Connection established, MoveTargets targets) {
    return redispatcher.move(workerId, established, targets);
  }

  private void retire(KernelListener member) {
    if (!member.is(KernelListener.State.RETIRED)) {
      KernelListener.State before = member.state();
      member.retire();
      takeOver(member, before);
    }
  }

  /** Accepts from a member's socket from now on, and lets the kernel choose others. */
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
          "cannot redispatch the connections pending for worker "
              + member.workerId()
              + ": "
              + e.getMessage());
    }
  }

  @Override
  public void remove(int workerId, boolean dead) {
    redispatcher.remove(workerId, dead);
    for (KernelListener member : joining(workerId)) {
      retire(member);
      member.release();
      JoiningLink.end(member.link());
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
      throw new IllegalStateException("cannot read a backlog of " + socket, e);
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

  /** Redispatches the worker's pending connections until it answers, and those not received. */
  private void stall(KernelListener member) {
    KernelListener.State before = member.state();
    member.stall(context.now());
    HandoffQueue queue = member.queue();
    if (queue != null) {
      redispatcher.reclaim(queue);
      balancer.probe(queue); // has no effect if a probe is pending; the answer ends the stall
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
