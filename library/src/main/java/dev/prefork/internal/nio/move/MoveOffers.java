package dev.prefork.internal.nio.move;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.sockets.Sockets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Offers connections to the primary, a limited number at a time. Not thread-safe. */
final class MoveOffers {
  /** Offers without a reply; limits the descriptors that the primary has of this worker. */
  private static final int MAX_SENT = 32;

  private final Mover.Primary primary;
  private final Replies replies;
  private final Sockets sockets = new Sockets();
  private final Queue<Relay> waiting = new ArrayDeque<>();
  private final Map<Integer, Relay> sent = new HashMap<>();
  private int lastId;

  /** Gets the reply to an offer that cannot be sent, on any thread. */
  @FunctionalInterface
  interface Replies {
    void onReply(int id, boolean accepted);
  }

  MoveOffers(Mover.Primary primary, Replies replies) {
    this.primary = primary;
    this.replies = replies;
  }

  /** Adds a relay that passes no bytes until the reply. */
  void add(Relay relay) {
    waiting.add(relay);
  }

  /** Sends as many offers as the primary may have. */
  void sendNext() {
    while (sent.size() < MAX_SENT && !waiting.isEmpty()) {
      Relay relay = waiting.remove();
      int id = ++lastId;
      sent.put(id, relay);
      send(id, relay);
    }
  }

  private void send(int id, Relay relay) {
    try {
      CompletableFuture<Void> _ =
          primary
              .offer(id, sockets.duplicate(relay.client().number()))
              .whenComplete((_, failure) -> refuseIf(failure != null, id));
    } catch (ErrnoException e) {
      refuseIf(true, id);
    }
  }

  private void refuseIf(boolean failed, int id) {
    if (failed) {
      replies.onReply(id, false);
    }
  }

  /** Returns the relay of an offer that has a reply now; null if it had one before. */
  @Nullable Relay take(int id) {
    return sent.remove(id);
  }
}
