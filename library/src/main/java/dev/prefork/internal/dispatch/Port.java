package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;

/** An address that the primary listens on for its workers. Belongs to the conductor's thread. */
sealed interface Port extends AutoCloseable permits HandoffPort, KernelPort, SharedPort {

  /**
   * Lets a worker take part, and answers its request on the link.
   *
   * @param suspended true if it is to have nothing before {@link #resume}
   */
  void add(int workerId, FrameChannel link, boolean suspended) throws IOException;

  /**
   * Gives a worker that takes part nothing for now, and what it had not taken to the others.
   *
   * @return false if it may get connections until it has heard of it itself
   */
  boolean suspend(int workerId);

  /** Gives a worker its part again. */
  void resume(int workerId);

  /**
   * Hands a worker that takes part a connection which nobody else gets; if it does not take that it
   * is closed.
   *
   * @param pinned the worker's from here on, unless this fails
   * @throws IOException if it cannot be handed over, with the reason
   */
  void offer(int workerId, Connection pinned) throws IOException;

  /**
   * Gives a worker nothing more, and what it had not taken to the others. Does nothing for a worker
   * that takes no part.
   *
   * @param dead true if its process has ended, so that nothing of it can still be under way
   */
  void remove(int workerId, boolean dead);

  /** Hears what a worker has said on its link, such as that it has closed its socket. */
  void readAcknowledgements(int workerId);

  /** True if this worker takes part. */
  default boolean has(int workerId) {
    return linkCount(workerId) > 0;
  }

  /** How often this worker takes part. */
  int linkCount(int workerId);

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

  /** True while {@link #tick} may help somebody if it is called sooner than usual. */
  default boolean isUrgent() {
    return false;
  }

  /** Looks after what time brings. */
  void tick(long now);

  /** Stops listening; connections that no worker has taken are closed. */
  @Override
  void close();
}
