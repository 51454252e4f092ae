package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each client address to one worker, as long as that worker accepts. A worker takes the
 * lowest empty slot, and clients belong to slots: so a replacement gets the clients of its
 * predecessor, and no other client moves. When a worker's weight rises, it only gains clients; when
 * the weight falls, it only loses some.
 */
public final class Sticky extends QueueingBalancer {
  private final List<@Nullable HandoffQueue> slots = new ArrayList<>();

  public Sticky(Weights weights) {
    super(weights);
  }

  @Override
  public void join(HandoffQueue queue) {
    super.join(queue);
    int empty = slots.indexOf(null);
    if (empty < 0) {
      slots.add(queue);
    } else {
      slots.set(empty, queue);
    }
  }

  @Override
  public void leave(HandoffQueue queue) {
    super.leave(queue);
    slots.replaceAll(current -> current == queue ? null : current);
  }

  @Override
  public void onFree(HandoffQueue queue) {
    // the client's address decides, not which worker is free
  }

  /** If too many wait for a client's worker, the client gets its next one, always the same. */
  @Override
  HandoffQueue choose(Connection connection, Predicate<HandoffQueue> candidates) {
    long key = RendezvousHash.key(SocketAddresses.host(connection.peer()));
    return queue(slot(key, candidate -> has(candidate, candidates)));
  }

  private int slot(long key, IntPredicate usable) {
    return weights().areFull()
        ? RendezvousHash.choose(key, slots.size(), usable)
        : RendezvousHash.choose(key, slots.size(), usable, this::weight);
  }

  private double weight(int slot) {
    return weights().of(queue(slot).workerId());
  }

  private HandoffQueue queue(int slot) {
    return Objects.requireNonNull(slots.get(slot));
  }

  private boolean has(int slot, Predicate<HandoffQueue> candidates) {
    HandoffQueue queue = slots.get(slot);
    return queue != null && candidates.test(queue);
  }
}
