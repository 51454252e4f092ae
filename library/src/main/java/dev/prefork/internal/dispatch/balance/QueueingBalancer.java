package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Chooses among all accepting workers, free or not: connections wait for their worker. */
public abstract sealed class QueueingBalancer implements Balancer permits LeastConnections, Sticky {
  /**
   * How many connections may wait for all workers of a port together, in equal shares. Half of
   * Node's backlog: enough to bridge a garbage collection, and few compared with the limit of open
   * files.
   */
  public static final int MAX_WAITING = 256;

  /** Smallest share: a burst of this size can wait for one of any number of workers. */
  static final int MIN_SHARE = 32;

  private final List<HandoffQueue> workers = new ArrayList<>();
  private final Weights weights;

  QueueingBalancer(Weights weights) {
    this.weights = weights;
  }

  @Override
  public void join(HandoffQueue queue) {
    workers.add(queue);
  }

  @Override
  public void pause(HandoffQueue queue) {
    // isAccepting is checked before a worker is chosen
  }

  @Override
  public void leave(HandoffQueue queue) {
    workers.remove(queue);
  }

  /** Returns the workers, in the order in which they joined. */
  List<HandoffQueue> workers() {
    return workers;
  }

  Weights weights() {
    return weights;
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

  /** Returns how many connections may wait for one worker. */
  private int share() {
    int accepting = 0;
    for (HandoffQueue worker : workers) {
      accepting += worker.isAccepting() ? 1 : 0;
    }
    return Math.max(MAX_WAITING / Math.max(accepting, 1), MIN_SHARE);
  }

  /** Skips a worker for which too many wait, so that it does not delay those of others. */
  private boolean mayHaveOneMore(HandoffQueue worker, int share) {
    return worker.isAccepting() && worker.waiting() < share && !isTooSlow(worker);
  }

  /** Returns whether new connections should not wait for a worker. */
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
