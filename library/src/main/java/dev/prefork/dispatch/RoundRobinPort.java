package dev.prefork.dispatch;

import dev.prefork.ipc.FrameChannel;
import dev.prefork.sys.Connection;
import dev.prefork.sys.Epoll;
import dev.prefork.sys.Errno;
import dev.prefork.sys.ErrnoException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections and hands each to the worker that has been free for longest.
 *
 * <p>A worker is free when it has taken what it was handed last. While none is free nothing is
 * accepted: the kernel's backlog is the queue, and there is no other. So workers are served in
 * strict rotation under light load, and under heavy load a faster one gets more.
 */
final class RoundRobinPort implements Port, HandoffQueue.Owner, Epoll.Handler {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final BoundSocket socket;
  private final Surroundings around;

  private final List<HandoffQueue> queues = new ArrayList<>();

  /** Of workers that get nothing more and may still be about to take what they were handed. */
  private final List<HandoffQueue> left = new ArrayList<>();

  private final Deque<HandoffQueue> free = new ArrayDeque<>();

  /**
   * Accepted, handed to somebody who did not take them, and back. Older than anything in the
   * backlog.
   */
  private final Deque<Connection> returned = new ArrayDeque<>();

  /** False only when the backlog was seen empty after the last event of the listening socket. */
  private boolean backlogMayHaveMore;

  private boolean abandoned;
  private boolean everHanded;
  private boolean outOfDescriptors;
  private boolean shortageTold;

  RoundRobinPort(BoundSocket socket, Surroundings around) throws IOException {
    this.socket = socket;
    this.around = around;
    around.io().epoll().add(socket.fd(), Epoll.READABLE | Epoll.EDGE_TRIGGERED, this);
  }

  @Override
  public BoundSocket socket() {
    return socket;
  }

  @Override
  public void add(int workerId, FrameChannel link) throws IOException {
    HandoffQueue queue = new HandoffQueue(workerId, link, around.io().socket(), this);
    queues.add(queue);
    free.add(queue);
    abandoned = false;
    if (!everHanded) {
      startInOrderOfIds();
    }
    link.send(socket.bound(false));
    distribute();
  }

  /** Workers come up in any order; the first rotation is 1-2-3-4 all the same. */
  private void startInOrderOfIds() {
    List<HandoffQueue> sorted = new ArrayList<>(free);
    sorted.sort(Comparator.comparingInt(HandoffQueue::workerId));
    free.clear();
    free.addAll(sorted);
  }

  @Override
  public void remove(int workerId, boolean dead) {
    for (HandoffQueue queue : of(workerId, queues)) {
      retire(queue, dead);
      left.add(queue);
    }
    if (dead) {
      of(workerId, left).forEach(this::dispose);
    }
    distribute();
  }

  private static List<HandoffQueue> of(int workerId, List<HandoffQueue> all) {
    return all.stream().filter(queue -> queue.workerId() == workerId).toList();
  }

  private void retire(HandoffQueue queue, boolean dead) {
    queues.remove(queue);
    free.remove(queue);
    Connection untaken = queue.leave(dead);
    if (untaken != null) {
      returned.add(untaken);
    }
  }

  private void dispose(HandoffQueue queue) {
    retire(queue, true);
    left.remove(queue);
    queue.close();
  }

  @Override
  public void hear(int workerId) {
    of(workerId, queues).forEach(HandoffQueue::hear);
  }

  @Override
  public boolean has(int workerId) {
    return !of(workerId, queues).isEmpty();
  }

  @Override
  public boolean isAbandoned() {
    return abandoned && isOrphan();
  }

  @Override
  public boolean isOrphan() {
    return queues.isEmpty() && left.isEmpty();
  }

  @Override
  public void onReady(int events) {
    backlogMayHaveMore = true;
    distribute();
  }

  @Override
  public void onFree(HandoffQueue queue) {
    free.add(queue);
    distribute();
  }

  @Override
  public void onReturned(Connection connection) {
    returned.add(connection);
    distribute();
  }

  @Override
  public void onGone(HandoffQueue queue, @Nullable IOException fault) {
    if (fault != null) {
      LOG.log(
          Level.WARNING,
          "the link of worker " + queue.workerId() + " to " + socket + " is closed",
          fault);
    }
    // by order of the stream an acknowledgement would have come before the end: what has none is
    // not taken
    dispose(queue);
    distribute();
    abandoned = queue.isClosedByApplication();
    if (abandoned) {
      around.noteOrphan(); // otherwise the end of the worker is told in a moment
    }
  }

  @Override
  public long now() {
    return around.now();
  }

  private void distribute() {
    while (!free.isEmpty()) {
      Connection connection = next();
      if (connection == null) {
        return;
      }
      everHanded = true;
      if (!free.remove().hand(connection, around.now())) {
        returned.addFirst(connection);
      }
    }
  }

  private @Nullable Connection next() {
    Connection earlier = returned.poll();
    if (earlier != null || !backlogMayHaveMore || outOfDescriptors) {
      return earlier;
    }
    return accept();
  }

  private @Nullable Connection accept() {
    while (true) {
      try {
        Connection connection = around.sockets().accept(socket.fd());
        backlogMayHaveMore = connection != null;
        shortageTold = false;
        return connection;
      } catch (ErrnoException e) {
        if (!concernsOneConnection(e.errno())) {
          outOfDescriptors = true;
          tellShortage(e);
          return null;
        }
      }
    }
  }

  private void tellShortage(ErrnoException e) {
    if (!shortageTold) {
      shortageTold = true;
      LOG.log(Level.ERROR, "connections to " + socket + " wait: " + e.getMessage());
    }
  }

  /**
   * Linux reports pending errors of the new connection through accept4; the next one may be fine.
   */
  private static boolean concernsOneConnection(Errno errno) {
    return switch (errno) {
      case ECONNABORTED, EPROTO, EPERM, UNKNOWN -> true;
      default -> false;
    };
  }

  @Override
  public boolean isWaiting() {
    return free.size() < queues.size() || outOfDescriptors;
  }

  @Override
  public void tick(long now) {
    outOfDescriptors = false;
    for (HandoffQueue queue : List.copyOf(queues)) {
      Connection untaken = !free.isEmpty() && queue.isOverdue(now) ? queue.takeBack() : null;
      if (untaken != null) {
        returned.add(untaken);
      }
      queue.tick();
    }
    distribute();
  }

  @Override
  public void close() {
    around.forget(socket.fd());
    socket.close();
    queues.forEach(HandoffQueue::close);
    left.forEach(HandoffQueue::close);
    returned.forEach(Connection::close);
  }
}
