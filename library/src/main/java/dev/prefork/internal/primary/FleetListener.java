package dev.prefork.internal.primary;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.model.Endpoint;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.util.List;

/**
 * Receives the events of the workers. Called on the conductor's thread, so implementations must not
 * block.
 */
public interface FleetListener {
  /** The worker has connected; its program is about to run. */
  void onOnline(WorkerHandle worker);

  /** The worker listens on another address. */
  void onListening(WorkerHandle worker, Endpoint endpoint);

  /** The worker's program has called {@code Cluster.ready()}. Called once for each worker. */
  void onReady(WorkerHandle worker);

  /**
   * The worker sent messages. The callee owns their descriptors and must call {@link
   * WorkerHandle#delivered} for each message.
   */
  void onMessages(WorkerHandle worker, List<Frame> messages);

  /** The worker broke the protocol; its channel is about to be closed. */
  void onFailure(WorkerHandle worker, IOException reason);

  /** The worker's channel has closed. */
  void onDisconnect(WorkerHandle worker);

  /** The worker's process has ended. */
  void onExit(WorkerHandle worker, ExitStatus status);

  /** Both have happened: the worker has left the fleet, and no event of it follows. */
  void onGone(WorkerHandle worker);

  /** Runs the task after the listeners have run for all earlier events. */
  void afterAll(Runnable task);
}
