package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The same client address has the same worker, as long as that accepts. A worker has a slot, the
 * lowest that is empty when it comes, and clients belong to slots: so a replacement has the clients
 * of the worker that it replaces, and nobody else's move.
 */
public final class Sticky extends QueueingBalancer {
  private final List<@Nullable HandoffQueue> slots = new ArrayList<>();

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
    // it is chosen or not by whose client comes
  }

  /** Beyond what may wait for its worker a client has its next one, always the same. */
  @Override
  HandoffQueue choose(Connection connection, Predicate<HandoffQueue> candidates) {
    long key = RendezvousHash.key(SocketAddresses.host(connection.peer()));
    int slot = RendezvousHash.choose(key, slots.size(), candidate -> has(candidate, candidates));
    return Objects.requireNonNull(slots.get(slot));
  }

  private boolean has(int slot, Predicate<HandoffQueue> candidates) {
    HandoffQueue queue = slots.get(slot);
    return queue != null && candidates.test(queue);
  }
}
