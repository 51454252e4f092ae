package dev.prefork.dispatch;

import dev.prefork.sys.Connection;

/**
 * Decides whether a connection may be accepted now, and which worker gets it. Knows the workers
 * that take part in a port, and of each whether it is free: whether it has taken what it was handed
 * last.
 */
sealed interface Rota permits InTurn {
  /** A worker takes part from here on, and is free. */
  void join(HandoffQueue queue);

  /** A worker takes no part any more. */
  void leave(HandoffQueue queue);

  /** A worker that was not free is. */
  void free(HandoffQueue queue);

  /** How many workers are free. */
  int free();

  /** Who gets this connection: one of the free ones, and it is not free from here on. */
  HandoffQueue choose(Connection connection);
}
