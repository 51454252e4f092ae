package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;

/** Decides whether a port may accept a connection now, and which of its workers gets it. */
public sealed interface Balancer permits RoundRobin, QueueingBalancer {
  /** Adds a worker, which is free. */
  void join(HandoffQueue queue);

  /** Takes a worker out of rotation until {@link #onFree}. */
  void pause(HandoffQueue queue);

  /** Removes a worker. */
  void leave(HandoffQueue queue);

  /** Called when a worker has room: it has taken a connection, or has answered a probe. */
  void onFree(HandoffQueue queue);

  /** Called when a worker has no room for what is pending in its own listening socket. */
  default void onNoRoom(HandoffQueue queue) {}

  /** Returns whether {@link #choose} may be called. */
  boolean mayAccept();

  /** Returns the worker that gets a connection, at once or as soon as it has room. */
  HandoffQueue choose(Connection connection);

  /** Returns whether a connection that moves may go to any worker, not only by {@link #choose}. */
  default boolean movesAnywhere() {
    return false;
  }

  /** Returns whether the choice depends on {@link HandoffQueue#load}. */
  default boolean countsConnections() {
    return false;
  }

  /** Returns whether another worker could get what this worker does not take. */
  boolean hasOther(HandoffQueue queue);
}
