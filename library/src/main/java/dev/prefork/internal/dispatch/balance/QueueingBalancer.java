package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Chooses among all workers that accept at all, whether they are free at the moment or not: a
 * connection waits for the one that it is meant for.
 */
public abstract sealed class QueueingBalancer implements Balancer permits LeastConnections, Sticky {
  /**
   * So many connections wait for all workers of a port together, in even shares. Half of Node's
   * backlog: enough for a worker that collects garbage for a while, and few among the descriptors
   * that a process may have.
   */
  public static final int MAX_WAITING = 256;

  /** However many workers there are, a burst of so many connections for one of them can wait. */
  static final int MIN_SHARE = 32;

  private final List<HandoffQueue> workers = new ArrayList<>();

  @Override
  public void join(HandoffQueue queue) {
    workers.add(queue);
  }

  @Override
  public void pause(HandoffQueue queue) {
    // it is asked whether it accepts before it is chosen
  }

  @Override
  public void leave(HandoffQueue queue) {
    workers.remove(queue);
  }

  /** In the order in which they have joined. */
  List<HandoffQueue> workers() {
    return workers;
  }

  @Override
  public boolean mayAccept() {
    int share = share();
    for (HandoffQueue worker : workers) {
      if (mayHaveOneMore(worker, share)) {
        return true;
      }
    }
    return false;
  }

  /** How many connections may wait for one worker. */
  private int share() {
    int accepting = 0;
    for (HandoffQueue worker : workers) {
      accepting += worker.isAccepting() ? 1 : 0;
    }
    return Math.max(MAX_WAITING / Math.max(accepting, 1), MIN_SHARE);
  }

  /** One for which too many wait is passed over, so that it holds up nobody else's connections. */
  private boolean mayHaveOneMore(HandoffQueue worker, int share) {
    return worker.isAccepting() && worker.waiting() < share && !isTooSlow(worker);
  }

  /** True if a worker for which others wait is not worth waiting for. */
  boolean isTooSlow(HandoffQueue worker) {
    return false;
  }

  @Override
  public final HandoffQueue choose(Connection connection) {
    int share = share();
    return choose(connection, worker -> mayHaveOneMore(worker, share));
  }

  /**
   * Chooses among some of the workers.
   *
   * @param candidates at least one
   */
  abstract HandoffQueue choose(Connection connection, Predicate<HandoffQueue> candidates);

  @Override
  public boolean hasOther(HandoffQueue queue) {
    for (HandoffQueue worker : workers) {
      if (worker != queue && worker.isAccepting()) {
        return true;
      }
    }
    return false;
  }
}
