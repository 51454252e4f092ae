package dev.prefork.dispatch;

import dev.prefork.ipc.FrameChannel;
import dev.prefork.ipc.Listen;
import java.io.IOException;

/** An address that the primary listens on for its workers. Belongs to the conductor's thread. */
sealed interface Port extends AutoCloseable permits HandoffPort, KernelPort, SharedPort {

  /** Lets a worker take part, and answers its request on the link. */
  void add(int workerId, FrameChannel link) throws IOException;

  /**
   * Gives a worker nothing more, and what it had not taken to the others. Does nothing for a worker
   * that takes no part.
   *
   * @param dead true if its process has ended, so that nothing of it can still be under way
   */
  void remove(int workerId, boolean dead);

  /** Hears what a worker has said on its link, such as that it has closed its socket. */
  void hear(int workerId);

  /** True if this worker takes part. */
  boolean has(int workerId);

  /** True if no worker takes part, and the last that did has closed its socket: it did not die. */
  boolean isAbandoned();

  /** True if no worker takes part. */
  boolean isOrphan();

  /** Sets the options of a request, if it is the only one. */
  default void setOptions(Listen request) throws IOException {
    socket().setOptions(request);
  }

  /** What is listened on; it stays the port's. */
  BoundSocket socket();

  /** True while time may bring something, so that {@link #tick} has to be called. */
  boolean isWaiting();

  /** Looks after what time brings. */
  void tick(long now);

  /** Stops listening; connections that no worker has taken are closed. */
  @Override
  void close();
}
