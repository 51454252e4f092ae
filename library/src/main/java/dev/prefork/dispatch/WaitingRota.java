package dev.prefork.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses among all workers that accept at all, whether they are free at the moment or not: a
 * connection waits for the one that it is meant for.
 */
abstract sealed class WaitingRota implements Rota permits LeastConnections, Sticky {
  /**
   * So many connections of a port wait for their workers at most; the rest waits in the backlog.
   * Half of Node's backlog: enough for a worker that collects garbage for a while, and few among
   * the descriptors that a process may have.
   */
  static final int MOST_WAITING = 256;

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
    boolean any = false;
    int waiting = 0;
    for (HandoffQueue worker : workers) {
      any |= worker.isAccepting();
      waiting += worker.waiting();
    }
    return any && waiting < MOST_WAITING;
  }

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
