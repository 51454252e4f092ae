package dev.prefork.internal.primary;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.model.Endpoint;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.util.List;

/**
 * What happens to the workers. Called on the conductor's thread, which must not wait: pass it on.
 */
public interface FleetListener {
  /** It has connected; its program is about to run. */
  void onOnline(WorkerHandle worker);

  /** It listens on one more address. */
  void onListening(WorkerHandle worker, Endpoint endpoint);

  /** Its program says that it is ready to serve. Told once. */
  void onReady(WorkerHandle worker);

  /**
   * It sent messages, whose descriptors are the callee's. Each is to be followed by {@link
   * WorkerHandle#delivered}.
   */
  void onMessages(WorkerHandle worker, List<Frame> messages);

  /** What it said could not be understood; its channel is about to be closed. */
  void onFailure(WorkerHandle worker, IOException reason);

  /** Its channel is closed. */
  void onDisconnect(WorkerHandle worker);

  /** Its process has ended. */
  void onExit(WorkerHandle worker, ExitStatus status);

  /** Both: it is out of the fleet, and nothing more will be told of it. */
  void onGone(WorkerHandle worker);

  /** Run this when listeners have run for all that was told before. */
  void afterAll(Runnable task);
}
