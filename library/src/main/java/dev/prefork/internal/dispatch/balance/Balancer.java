package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;

/**
 * Decides whether a connection may be accepted now, and which worker gets it. Knows the workers
 * that take part in a port.
 */
public sealed interface Balancer permits RoundRobin, QueueingBalancer {
  /** A worker takes part from here on, and is free. */
  void join(HandoffQueue queue);

  /** A worker that takes part gets nothing until it is told to be free. */
  void pause(HandoffQueue queue);

  /** A worker takes no part any more. */
  void leave(HandoffQueue queue);

  /** A worker has room: it has taken something that it was handed, or says that it would. */
  void onFree(HandoffQueue queue);

  /** A worker has no room for what waits in a listening socket of its own. */
  default void onNoRoom(HandoffQueue queue) {}

  /** True if {@link #choose} may be asked. */
  boolean mayAccept();

  /** Who gets this connection, at once or when it has room. */
  HandoffQueue choose(Connection connection);

  /** True if the choice depends on {@link HandoffQueue#load}. */
  default boolean countsConnections() {
    return false;
  }

  /** True if somebody else could have what this worker does not take. */
  boolean hasOther(HandoffQueue queue);
}
