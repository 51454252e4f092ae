package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Chooses the worker that has been free for longest; if none is free, one that has room. So workers
 * rotate strictly under light load, and faster workers get more connections under heavy load.
 * Workers with room take {@link WeightedTurns} while their weights differ.
 */
public non-sealed class RoundRobin implements Balancer {
  private final Deque<HandoffQueue> free = new ArrayDeque<>();

  /** Workers with connections in flight and room for more. */
  private final Deque<HandoffQueue> busy = new ArrayDeque<>();

  private final Weights weights;
  private final WeightedTurns turns;
  private boolean hasChosen;

  public RoundRobin(Weights weights) {
    this.weights = weights;
    this.turns = new WeightedTurns(weights);
  }

  @Override
  public void join(HandoffQueue queue) {
    free.add(queue);
    if (!hasChosen) {
      startInOrderOfIds();
    }
  }

  /** Workers start in any order, but the first rotation is 1, 2, 3, 4. */
  private void startInOrderOfIds() {
    List<HandoffQueue> sorted = new ArrayList<>(free);
    sorted.sort(Comparator.comparingInt(HandoffQueue::workerId));
    free.clear();
    free.addAll(sorted);
  }

  @Override
  public boolean movesAnywhere() {
    return true;
  }

  @Override
  public void pause(HandoffQueue queue) {
    free.remove(queue);
    busy.remove(queue);
  }

  @Override
  public void leave(HandoffQueue queue) {
    pause(queue);
    turns.leave(queue);
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
    HandoffQueue chosen = weights.areFull() ? removeFirst() : removeByWeight();
    if (chosen.room() > 1) {
      busy.add(chosen);
    }
    return chosen;
  }

  private HandoffQueue removeFirst() {
    return free.isEmpty() ? busy.remove() : free.remove();
  }

  private HandoffQueue removeByWeight() {
    List<HandoffQueue> line = new ArrayList<>(free);
    line.addAll(busy);
    HandoffQueue chosen = turns.next(line);
    pause(chosen);
    return chosen;
  }

  @Override
  public boolean hasOther(HandoffQueue queue) {
    return !free.isEmpty() || busy.stream().anyMatch(other -> other != queue);
  }
}
