package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;

/** An address on which the primary listens for its workers. Confined to the conductor's thread. */
sealed interface Port extends AutoCloseable
    permits DatagramPort, HandoffPort, KernelPort, SharedStreamPort {

  /**
   * Adds a worker and answers its request on the link.
   *
   * @param suspended true if the worker must get no connections before {@link #resume}
   */
  void add(int workerId, FrameChannel link, boolean suspended) throws IOException;

  /**
   * Suspends a worker, and redispatches the connections that it has not taken.
   *
   * @return false if the worker may get connections until it is itself notified
   */
  boolean suspend(int workerId);

  /** Resumes a suspended worker. */
  void resume(int workerId);

  /** Called when the weight of a worker, which may listen here, has changed. */
  default void onWeight(int workerId) {
    // balancers read the weights for each connection
  }

  /**
   * Hands a worker a connection that no other worker may get. If the worker does not take the
   * connection, it is closed.
   *
   * @param pinned the connection; the caller still owns it if this method throws
   * @throws IOException if the connection cannot be handed over; the message states the reason
   */
  void offer(int workerId, Connection pinned) throws IOException;

  /**
   * Gives an established connection of a worker to another one.
   *
   * @param workerId the worker that must not get it
   * @return false if no other worker listens here; the caller then still owns the connection
   */
  boolean move(int workerId, Connection established, MoveTargets targets);

  /**
   * Removes a worker, if it listens here, and redispatches the connections that it has not taken.
   *
   * @param dead true if the worker's process has ended, so that it can take nothing more
   */
  void remove(int workerId, boolean dead);

  /** Reads a worker's pending frames, for example {@code CLOSE}, without waiting for an event. */
  void readAcknowledgements(int workerId);

  /** Returns whether a worker listens here. */
  default boolean has(int workerId) {
    return linkCount(workerId) > 0;
  }

  /** Returns the number of a worker's links to this port. */
  int linkCount(int workerId);

  /** Returns whether no worker listens here, and the last one closed its socket itself. */
  boolean isAbandoned();

  /** Returns whether no worker listens here. */
  boolean isOrphan();

  /** Sets the options of the first request on the socket. */
  default void setOptions(Listen request) throws IOException {
    socket().setOptions(request);
  }

  /** Returns the socket, which the port owns. */
  BoundSocket socket();

  /** Returns whether {@link #tick} must be called at intervals. */
  boolean isWaiting();

  /** Returns whether {@link #tick} should be called more often than usual. */
  default boolean isUrgent() {
    return false;
  }

  /** Checks timeouts. */
  void tick(long now);

  /** Stops listening, and closes the connections that no worker has taken. */
  @Override
  void close();
}
