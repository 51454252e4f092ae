package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event of one worker's part in a port, in the order in which the worker caused it. */
public sealed interface QueueEvent {
  /** The worker can be offered a connection again, or may be full with what waited for it. */
  QueueEvent FREE = new Free();

  /** The worker has no room for what waits in a listening socket of its own. */
  QueueEvent NO_ROOM = new NoRoom();

  /** See {@link #FREE}. */
  record Free() implements QueueEvent {}

  /** See {@link #NO_ROOM}. */
  record NoRoom() implements QueueEvent {}

  /**
   * The worker has taken a connection.
   *
   * @param connection the primary's copy, which is the receiver's to close
   * @param otherUser true if the worker runs as another user, and is not trusted
   */
  record Taken(Connection connection, boolean otherUser) implements QueueEvent {}

  /**
   * Connections that were meant for this worker are the receiver's again.
   *
   * @param connections oldest first
   */
  record Returned(List<Connection> connections) implements QueueEvent {}

  /**
   * The worker has closed its socket, or its link is broken.
   *
   * @param fault why the link is broken; null if the worker closed it
   */
  record Gone(@Nullable IOException fault) implements QueueEvent {}
}
