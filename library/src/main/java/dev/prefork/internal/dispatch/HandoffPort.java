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
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections and hands them to the workers, as many as each takes at once. Who gets the
 * next the {@link Balancer} says. While that has nobody nothing is accepted: the kernel's backlog
 * is the queue.
 */
final class HandoffPort implements Port, HandoffQueue.Owner {
  /** No worker has this number. */
  private static final int UNKNOWN_WORKER = 0;

  private final BoundSocket socket;
  private final PortContext context;
  private final Balancer balancer;
  private final Acceptor acceptor;
  private final List<HandoffQueue> queues = new ArrayList<>();

  /** Of workers that get nothing more and may still be about to take what they were handed. */
  private final List<HandoffQueue> retired = new ArrayList<>();

  /**
   * Accepted, meant for somebody who did not take them, and back. Older than anything in a backlog.
   */
  private final Deque<Connection> returned = new ArrayDeque<>();

  /** Of all that is here or handed out: what a worker has missed, and which. Mostly nothing. */
  private final IdentityHashMap<Connection, Integer> notTakenBy = new IdentityHashMap<>();

  /** True if all that is accepted waited for a worker, in a socket of its own. */
  private final boolean redispatchesAll;

  private final RateLimitedLog faults = new RateLimitedLog();
  private boolean abandoned;

  /** Of the queues, those that nothing is expected from: asked for twice in every turn. */
  private int idle;

  private HandoffPort(
      BoundSocket socket, PortContext context, Balancer balancer, boolean redispatchesAll) {
    this.socket = socket;
    this.context = context;
    this.balancer = balancer;
    this.redispatchesAll = redispatchesAll;
    this.acceptor = new Acceptor(socket.toString(), context, this::distribute);
  }

  /** One that accepts nothing until it is told where others have left something. */
  static HandoffPort redispatching(BoundSocket socket, PortContext context, Balancer balancer) {
    return new HandoffPort(socket, context, balancer, true);
  }

  /** One that accepts what comes to its socket. */
  static HandoffPort accepting(BoundSocket socket, PortContext context, Balancer balancer)
      throws IOException {
    HandoffPort port = new HandoffPort(socket, context, balancer, false);
    port.acceptFrom(socket.fd());
    return port;
  }

  /** Hands out, too, what comes to this listening socket, which stays the caller's. */
  void acceptFrom(Fd listener) throws ErrnoException {
    acceptor.add(listener);
  }

  /** Leaves a listening socket alone again. To be called before it is closed. */
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

  /** Lets a worker take part whose request is answered. */
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

  /** Gives other workers what one was handed and has not received. */
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
    throw new IOException("worker " + workerId + " cannot be handed a connection at the moment");
  }

  private static List<HandoffQueue> of(int workerId, List<HandoffQueue> all) {
    return all.stream().filter(queue -> queue.workerId() == workerId).toList();
  }

  private void retire(HandoffQueue queue, boolean dead) {
    queues.remove(queue);
    balancer.leave(queue);
    redispatch(queue, queue.retire(dead));
  }

  /** Keeps connections for other workers; this one gets nothing until it has room again. */
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

  @Override
  public void onEvent(HandoffQueue queue, QueueEvent event) {
    switch (event) {
      case QueueEvent.Taken(Connection connection, boolean otherUser) -> {
        countRedispatched(queue, connection);
        closeCopy(connection, otherUser);
        return; // the queue says whether it is free
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
      balancer.pause(queue); // its window may have become smaller
    }
  }

  private void countRedispatched(HandoffQueue queue, Connection connection) {
    Integer by = notTakenBy.isEmpty() ? null : notTakenBy.remove(connection);
    if (by != null && by != queue.workerId()) {
      context.countRedispatched();
    }
  }

  /**
   * Closes the primary's copy of a connection that a worker has. If the worker has closed the
   * connection already, this closes it for good; then, if the application wants to wait for its
   * client (SO_LINGER), this thread must not. What a worker of another user sets may change at any
   * moment.
   */
  private void closeCopy(Connection connection, boolean otherUser) {
    if (otherUser || context.sockets().lingers(connection.fd())) {
      connection.closeAsync();
    } else {
      connection.close();
    }
  }

  /** An acknowledgement would have come before the end of the stream: there is none. */
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
