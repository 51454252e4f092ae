package dev.prefork.dispatch;

import dev.prefork.sys.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Whoever has been free for longest is next. So workers are served in strict rotation under light
 * load, and under heavy load a faster one gets more.
 */
sealed class InTurn implements Rota permits KernelPort.Relievers {
  private final Deque<HandoffQueue> free = new ArrayDeque<>();
  private boolean begun;

  @Override
  public void join(HandoffQueue queue) {
    free.add(queue);
    if (!begun) {
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
  }

  @Override
  public void leave(HandoffQueue queue) {
    free.remove(queue);
  }

  @Override
  public void onFree(HandoffQueue queue) {
    free.add(queue);
  }

  @Override
  public boolean mayAccept() {
    return !free.isEmpty();
  }

  @Override
  public HandoffQueue choose(Connection connection) {
    begun = true;
    return free.remove();
  }

  /** Whoever does not take something is not free. */
  @Override
  public boolean hasOther(HandoffQueue queue) {
    return !free.isEmpty();
  }
}
