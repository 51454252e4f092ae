package dev.prefork.internal.dispatch;

import dev.prefork.internal.concurrent.RateLimitedLog;
import dev.prefork.internal.dispatch.balance.Balancer;
import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.dispatch.queue.Offer;
import dev.prefork.internal.dispatch.queue.QueueEvent;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections and hands them to workers. The {@link Balancer} chooses the worker. While it
 * has none, the port accepts nothing: the kernel's backlog is the queue.
 */
final class HandoffPort implements Port, HandoffQueue.Owner {
  /** Stands for a worker that is not known; no worker has this number. */
  private static final int UNKNOWN_WORKER = 0;

  /** Limits the descriptors that workers can make the primary hold. */
  private static final int MAX_MOVING = 1024;

  private final BoundSocket socket;
  private final PortContext context;
  private final Balancer balancer;
  private final Acceptor acceptor;
  private final List<HandoffQueue> queues = new ArrayList<>();

  /** Queues of workers that get nothing more, but may still take connections in flight. */
  private final List<HandoffQueue> retired = new ArrayList<>();

  /** Connections that a worker did not take. They are older than those in a backlog. */
  private final Deque<Connection> returned = new ArrayDeque<>();

  /** Open connections to the worker that did not take them. Usually empty. */
  private final IdentityHashMap<Connection, Integer> notTakenBy = new IdentityHashMap<>();

  /** Whether all accepted connections come from workers' own sockets, so are redispatched. */
  private final boolean redispatchesAll;

  private final RateLimitedLog faults = new RateLimitedLog();
  private boolean abandoned;

  /** Number of queues with nothing in flight; counted because each turn reads it twice. */
  private int idle;

  private HandoffPort(
      BoundSocket socket, PortContext context, Balancer balancer, boolean redispatchesAll) {
    this.socket = socket;
    this.context = context;
    this.balancer = balancer;
    this.redispatchesAll = redispatchesAll;
    this.acceptor = new Acceptor(socket.toString(), context, this::distribute);
  }

  /** Creates a port that redispatches from workers' sockets: see {@link #acceptFrom}. */
  static HandoffPort redispatching(BoundSocket socket, PortContext context, Balancer balancer) {
    return new HandoffPort(socket, context, balancer, true);
  }

  /** Creates a port that accepts nothing, and hands over only what others give it. */
  static HandoffPort passive(BoundSocket socket, PortContext context, Balancer balancer) {
    return new HandoffPort(socket, context, balancer, false);
  }

  /** Creates a port that accepts from its own socket. */
  static HandoffPort accepting(BoundSocket socket, PortContext context, Balancer balancer)
      throws IOException {
    HandoffPort port = new HandoffPort(socket, context, balancer, false);
    port.acceptFrom(socket.fd());
    return port;
  }

  /** Starts accepting from a listening socket; the caller still owns it. */
  void acceptFrom(Fd listener) throws ErrnoException {
    acceptor.add(listener);
  }

  /** Stops accepting from a listening socket; call this before closing the socket. */
  void stopAcceptingFrom(Fd listener) {
    acceptor.remove(listener);
  }

  @Override
  public BoundSocket socket() {
    return socket;
  }

  @Override
  public void add(int workerId, FrameChannel link, boolean suspended) throws IOException {
    link.send(
        socket.bindReply(
            balancer.countsConnections() ? BindReply.Delivery.COUNTED : BindReply.Delivery.HANDED));
    HandoffQueue _ = join(workerId, link, suspended);
    context.publishListening(workerId, socket);
  }

  /** Adds a worker whose request has been answered. */
  HandoffQueue join(int workerId, FrameChannel link, boolean suspended) {
    HandoffQueue queue =
        new HandoffQueue(workerId, link, context.io().socket(), redispatchesAll, this);
    queues.add(queue);
    balancer.join(queue);
    if (suspended) {
      suspend(queue);
    }
    abandoned = false;
    distribute();
    return queue;
  }

  @Override
  public void remove(int workerId, boolean dead) {
    for (HandoffQueue queue : of(workerId, queues)) {
      retire(queue, dead);
      retired.add(queue);
    }
    if (dead) {
      of(workerId, retired).forEach(this::dispose);
    }
    distribute();
  }

  @Override
  public boolean suspend(int workerId) {
    of(workerId, queues).forEach(this::suspend);
    distribute();
    return true;
  }

  private void suspend(HandoffQueue queue) {
    redispatch(queue, queue.suspend());
  }

  /** Redispatches the connections that a worker was sent and has not received. */
  void reclaim(HandoffQueue queue) {
    redispatch(queue, queue.reclaim());
    distribute();
  }

  @Override
  public void resume(int workerId) {
    for (HandoffQueue queue : of(workerId, queues)) {
      queue.resume();
      if (queue.room() > 0) {
        balancer.onFree(queue);
      }
    }
    distribute();
  }

  @Override
  public void offer(int workerId, Connection pinned) throws IOException {
    for (HandoffQueue queue : of(workerId, queues)) {
      balancer.pause(queue);
      switch (queue.offer(pinned, context.now())) {
        case Offer.Sent _, Offer.Queued _ -> {
          return;
        }
        case Offer.Refused(List<Connection> waiting) -> redispatch(queue, waiting);
      }
    }
    throw new IOException(
        "cannot hand worker " + workerId + " a connection: it accepts none now; retry later");
  }

  @Override
  public boolean move(int workerId, Connection established, MoveTargets targets) {
    List<HandoffQueue> others =
        queues.stream().filter(queue -> queue.workerId() != workerId && queue.isResumed()).toList();
    if (others.isEmpty() || returned.size() >= MAX_MOVING) {
      return false;
    }
    if (balancer.movesAnywhere()) {
      place(established, others, targets);
    } else if (has(workerId)) {
      return false; // the balancer would choose the same worker again
    } else {
      returned.add(established);
      distribute();
    }
    return true;
  }

  /** Prefers the worker with the fewest connections, relative to its weight. */
  private void place(Connection established, List<HandoffQueue> others, MoveTargets targets) {
    Optional<HandoffQueue> least =
        others.stream()
            .filter(queue -> queue.room() > 0)
            .min(Comparator.comparingDouble(queue -> nextLoad(queue.workerId(), targets)));
    if (least.isEmpty()) {
      returned.add(established);
      return;
    }
    balancer.pause(least.get());
    offer(least.get(), established);
    targets.onPlaced(least.get().workerId());
  }

  /** Returns the load that a worker would have with one more connection, by its weight. */
  private double nextLoad(int workerId, MoveTargets targets) {
    return (targets.load(workerId) + 1.0) / context.weights().of(workerId);
  }

  private static List<HandoffQueue> of(int workerId, List<HandoffQueue> all) {
    return all.stream().filter(queue -> queue.workerId() == workerId).toList();
  }

  private void retire(HandoffQueue queue, boolean dead) {
    queues.remove(queue);
    balancer.leave(queue);
    redispatch(queue, queue.retire(dead));
  }

  /** Keeps connections for other workers; pauses this one until it has room again. */
  private void redispatch(HandoffQueue queue, List<Connection> connections) {
    balancer.pause(queue);
    for (Connection connection : connections) {
      if (connection.pinned()) {
        connection.closeAsync();
      } else {
        returned.add(connection);
        notTakenBy.put(connection, queue.workerId());
      }
    }
  }

  private void dispose(HandoffQueue queue) {
    retire(queue, true);
    retired.remove(queue);
    queue.close();
  }

  @Override
  public void readAcknowledgements(int workerId) {
    of(workerId, queues).forEach(HandoffQueue::readAcknowledgements);
  }

  @Override
  public int linkCount(int workerId) {
    return of(workerId, queues).size();
  }

  @Override
  public boolean isAbandoned() {
    return abandoned && isOrphan();
  }

  @Override
  public boolean isOrphan() {
    return queues.isEmpty() && retired.isEmpty();
  }

  /** Returns whether no worker listens here but those that drain. */
  boolean isUnserved() {
    return queues.isEmpty();
  }

  @Override
  public void onEvent(HandoffQueue queue, QueueEvent event) {
    switch (event) {
      case QueueEvent.Taken(Connection connection, boolean otherUser) -> {
        countRedispatched(queue, connection);
        closeCopy(connection, otherUser);
        return; // a Free event follows if the worker has room
      }
      case QueueEvent.Free _ -> onFree(queue);
      case QueueEvent.NoRoom _ -> balancer.onNoRoom(queue);
      case QueueEvent.Returned(List<Connection> connections) -> redispatch(queue, connections);
      case QueueEvent.Gone(IOException fault) -> onGone(queue, fault);
    }
    distribute();
  }

  private void onFree(HandoffQueue queue) {
    if (queue.room() > 0) {
      balancer.onFree(queue);
    } else {
      balancer.pause(queue); // its window may have shrunk
    }
  }

  private void countRedispatched(HandoffQueue queue, Connection connection) {
    Integer by = notTakenBy.isEmpty() ? null : notTakenBy.remove(connection);
    if (by != null && by != queue.workerId()) {
      context.countRedispatched();
    }
  }

  /**
   * Closes the primary's copy of a connection that a worker has taken. If the worker has already
   * closed its own, this close is the last, and with SO_LINGER would block this thread. A worker of
   * another user can set SO_LINGER at any moment, so its connections are always closed elsewhere.
   */
  private void closeCopy(Connection connection, boolean otherUser) {
    if (otherUser || context.sockets().lingers(connection.fd())) {
      connection.closeAsync();
    } else {
      connection.close();
    }
  }

  /** The end of the stream is read after all acknowledgements, so none is missing. */
  private void onGone(HandoffQueue queue, @Nullable IOException fault) {
    if (fault != null) {
      faults.warn(
          "the link of worker %d to %s is closed: %s"
              .formatted(queue.workerId(), socket, fault.getMessage()));
    }
    dispose(queue);
    abandoned = queue.isClosedByApplication();
    if (abandoned) {
      context.markOrphan(); // otherwise the end of the worker is published in a moment
    }
  }

  @Override
  public void onIdle(int change) {
    idle += change;
  }

  @Override
  public long now() {
    return context.now();
  }

  private void distribute() {
    while (balancer.mayAccept()) {
      Connection connection = next();
      if (connection == null) {
        return;
      }
      offer(balancer.choose(connection), connection);
    }
  }

  private void offer(HandoffQueue queue, Connection connection) {
    if (queue.offer(connection, context.now()) instanceof Offer.Refused(List<Connection> waiting)) {
      returned.addFirst(connection);
      redispatch(queue, waiting);
    }
  }

  private @Nullable Connection next() {
    Connection first = returned.poll();
    return first == null ? accept() : first;
  }

  private @Nullable Connection accept() {
    Connection connection = acceptor.next();
    if (redispatchesAll && connection != null) {
      notTakenBy.put(connection, UNKNOWN_WORKER);
    }
    return connection;
  }

  @Override
  public boolean isWaiting() {
    return idle < queues.size() || acceptor.isOutOfDescriptors();
  }

  @Override
  public void tick(long now) {
    acceptor.tick();
    for (HandoffQueue queue : List.copyOf(queues)) {
      if (balancer.hasOther(queue) && queue.isOverdue(now)) {
        redispatch(queue, queue.reclaim());
      }
      queue.tick();
    }
    distribute();
  }

  @Override
  public void close() {
    acceptor.close();
    socket.close();
    queues.forEach(HandoffQueue::close);
    retired.forEach(HandoffQueue::close);
    returned.forEach(Connection::closeAsync);
  }
}
