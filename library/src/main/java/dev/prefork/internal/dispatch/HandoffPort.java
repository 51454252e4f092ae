package dev.prefork.internal.dispatch;

import dev.prefork.internal.concurrent.RateLimitedLog;
import dev.prefork.internal.dispatch.balance.Balancer;
import dev.prefork.internal.dispatch.queue.HandoffQueue;
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
  private static final int SOMEBODY = 0;

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
  private final boolean relieves;

  private final RateLimitedLog faults = new RateLimitedLog();
  private boolean abandoned;

  /** Of the queues, those that nothing is expected from: asked for twice in every turn. */
  private int idle;

  private HandoffPort(
      BoundSocket socket, PortContext context, Balancer balancer, boolean relieves) {
    this.socket = socket;
    this.context = context;
    this.balancer = balancer;
    this.relieves = relieves;
    this.acceptor = new Acceptor(socket.toString(), context, this::distribute);
  }

  /** One that accepts nothing until it is told where others have left something. */
  static HandoffPort relieving(BoundSocket socket, PortContext context, Balancer balancer) {
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
  void acceptNoMoreFrom(Fd listener) {
    acceptor.remove(listener);
  }

  @Override
  public BoundSocket socket() {
    return socket;
  }

  @Override
  public void add(int workerId, FrameChannel link, boolean suspended) throws IOException {
    link.send(socket.bound(balancer.counts() ? BindReply.Way.COUNTED : BindReply.Way.HANDED));
    HandoffQueue _ = join(workerId, link, suspended);
    context.publishListening(workerId, socket);
  }

  /** Lets a worker take part whose request is answered. */
  HandoffQueue join(int workerId, FrameChannel link, boolean suspended) {
    HandoffQueue queue = new HandoffQueue(workerId, link, context.io().socket(), this);
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
    queue.suspend();
    takeBack(queue, queue.takeBack());
  }

  /** What a worker was handed and has not received is the others'. */
  void reclaim(HandoffQueue queue) {
    takeBack(queue, queue.takeBack());
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
  public void give(int workerId, Connection personal) throws IOException {
    for (HandoffQueue queue : of(workerId, queues)) {
      balancer.pause(queue);
      if (queue.give(personal, context.now())) {
        return;
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
    takeBack(queue, queue.leave(dead));
  }

  /**
   * What a worker has not taken, and what waits for it, is the others' from here on; and it gets
   * nothing until it has room again.
   */
  private void takeBack(HandoffQueue queue, List<Connection> untaken) {
    balancer.pause(queue);
    untaken.forEach(connection -> giveBack(queue, connection));
    queue.recall().forEach(connection -> giveBack(queue, connection));
  }

  private void giveBack(HandoffQueue queue, Connection connection) {
    if (connection.pinned()) {
      connection.closeAsync();
    } else {
      returned.add(connection);
      notTakenBy.put(connection, queue.workerId());
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
  public int links(int workerId) {
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
  public void onFree(HandoffQueue queue) {
    giveWaiting(queue);
    if (queue.room() > 0) {
      balancer.onFree(queue);
    } else {
      balancer.pause(queue); // its window may have become smaller
    }
    distribute();
  }

  private void giveWaiting(HandoffQueue queue) {
    Connection waiting = queue.nextWaiting();
    while (waiting != null) {
      give(queue, waiting);
      waiting = queue.nextWaiting();
    }
  }

  @Override
  public void onNoRoom(HandoffQueue queue) throws IOException {
    balancer.onNoRoom(queue);
    distribute();
  }

  @Override
  public void onTaken(HandoffQueue queue, Connection connection) {
    Integer by = notTakenBy.isEmpty() ? null : notTakenBy.remove(connection);
    if (by != null && by != queue.workerId()) {
      context.countRedispatched();
    }
  }

  /**
   * The worker has the socket as well: what it has closed already is closed for good here, and if
   * the application wants to wait for its client then, this thread must not. What a worker of
   * another user says of that may change at any moment.
   */
  @Override
  public void release(Connection connection, boolean otherUsers) {
    if (otherUsers || context.sockets().lingers(connection.fd())) {
      connection.closeAsync();
    } else {
      connection.close();
    }
  }

  @Override
  public void onReturned(HandoffQueue queue, Connection connection) {
    takeBack(queue, List.of(connection));
    distribute();
  }

  @Override
  public void onGone(HandoffQueue queue, @Nullable IOException fault) {
    if (fault != null) {
      faults.warn(
          "the link of worker "
              + queue.workerId()
              + " to "
              + socket
              + " is closed: "
              + fault.getMessage());
    }
    // by order of the stream an acknowledgement would have come before the end: what has none is
    // not taken
    dispose(queue);
    distribute();
    abandoned = queue.isClosedByApplication();
    if (abandoned) {
      context.markOrphan(); // otherwise the end of the worker is told in a moment
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
      give(balancer.choose(connection), connection);
    }
  }

  private void give(HandoffQueue queue, Connection connection) {
    if (!queue.give(connection, context.now())) {
      balancer.pause(queue);
      List<Connection> later = queue.recall();
      if (connection.pinned()) {
        connection.close();
      } else {
        returned.addFirst(connection);
      }
      later.forEach(other -> giveBack(queue, other));
    }
  }

  private @Nullable Connection next() {
    Connection earlier = returned.poll();
    return earlier == null ? accept() : earlier;
  }

  private @Nullable Connection accept() {
    Connection connection = acceptor.next();
    if (relieves && connection != null) {
      notTakenBy.put(connection, SOMEBODY);
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
        takeBack(queue, queue.takeBack());
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
