package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Whoever has been free for longest is next; if nobody is, whoever has room for one more. So
 * workers are served in strict rotation under light load, and under heavy load a faster one gets
 * more.
 */
public non-sealed class RoundRobin implements Balancer {
  private final Deque<HandoffQueue> free = new ArrayDeque<>();

  /** Those that have not taken all that they were handed, and may have more. */
  private final Deque<HandoffQueue> busy = new ArrayDeque<>();

  private boolean hasChosen;

  @Override
  public void join(HandoffQueue queue) {
    free.add(queue);
    if (!hasChosen) {
      startInOrderOfIds();
    }
  }

  /** Workers come up in any order; the first rotation is 1-2-3-4 all the same. */
  private void startInOrderOfIds() {
    List<HandoffQueue> sorted = new ArrayList<>(free);
    sorted.sort(Comparator.comparingInt(HandoffQueue::workerId));
    free.clear();
    free.addAll(sorted);
  }

  @Override
  public void pause(HandoffQueue queue) {
    free.remove(queue);
    busy.remove(queue);
  }

  @Override
  public void leave(HandoffQueue queue) {
    pause(queue);
  }

  @Override
  public void onFree(HandoffQueue queue) {
    busy.remove(queue);
    (queue.isFree() ? free : busy).add(queue);
  }

  @Override
  public boolean mayAccept() {
    return !free.isEmpty() || !busy.isEmpty();
  }

  @Override
  public HandoffQueue choose(Connection connection) {
    hasChosen = true;
    HandoffQueue chosen = free.isEmpty() ? busy.remove() : free.remove();
    if (chosen.room() > 1) {
      busy.add(chosen);
    }
    return chosen;
  }

  @Override
  public boolean hasOther(HandoffQueue queue) {
    return !free.isEmpty() || busy.stream().anyMatch(other -> other != queue);
  }
}
