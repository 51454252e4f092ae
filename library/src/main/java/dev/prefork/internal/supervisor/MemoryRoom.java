package dev.prefork.internal.supervisor;

import dev.prefork.Settings;
import dev.prefork.internal.supervisor.plan.MemoryGuard;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.sizing.JvmSizing;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.lang.System.Logger.Level;

/** Whether there is memory for what a supervisor is asked for. Only used on its thread. */
final class MemoryRoom implements ChangeController.Room {
  private final MemoryGuard guard;
  private final WorkerPool pool;
  private final JvmSizing sizing;

  MemoryRoom(MemoryGuard guard, WorkerPool pool, JvmSizing tuning) {
    this.guard = guard;
    this.pool = pool;
    this.sizing = tuning;
  }

  /** Those that have come up have what they need, and it is not available any more. */
  @Override
  public String require(int processes, Settings settings, int workers, boolean force) {
    int coming = processes - pool.count(Stage.SERVING);
    return guard.require(new MemoryNeed(coming, sizing.heap(settings, workers)), force);
  }

  /** Before there is a thread; nobody listens to notes yet, so the log has the warning. */
  void requireToStart(SupervisorOptions options, boolean force) {
    String warning = require(options.workers(), options.program(), options.workers(), force);
    if (!warning.isEmpty()) {
      System.getLogger("dev.prefork").log(Level.WARNING, warning);
    }
  }
}
