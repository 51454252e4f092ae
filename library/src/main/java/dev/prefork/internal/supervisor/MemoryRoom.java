package dev.prefork.internal.supervisor;

import dev.prefork.Settings;
import dev.prefork.internal.supervisor.plan.MemoryGuard;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.sizing.JvmSizing;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.lang.System.Logger.Level;

/** Checks whether a change fits into memory. Confined to the supervisor's thread. */
final class MemoryRoom implements ChangeController.Room {
  private final MemoryGuard guard;
  private final WorkerPool pool;
  private final JvmSizing sizing;

  MemoryRoom(MemoryGuard guard, WorkerPool pool, JvmSizing sizing) {
    this.guard = guard;
    this.pool = pool;
    this.sizing = sizing;
  }

  /** Workers that serve already occupy their memory, so only new ones count. */
  @Override
  public String require(int processes, Settings settings, int workers, boolean force) {
    int added = processes - pool.count(Stage.SERVING);
    return guard.require(new MemoryNeed(added, sizing.heap(settings, workers)), force);
  }

  /** Checks the first start. Notes have no listeners yet, so a warning goes to the log. */
  void requireToStart(SupervisorOptions options, boolean force) {
    String warning = require(options.workers(), options.program(), options.workers(), force);
    if (!warning.isEmpty()) {
      System.getLogger("dev.prefork").log(Level.WARNING, warning);
    }
  }
}
