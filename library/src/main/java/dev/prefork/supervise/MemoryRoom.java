package dev.prefork.supervise;

import dev.prefork.Settings;
import java.lang.System.Logger.Level;

/** Whether there is memory for what a supervisor is asked for. Only used on its thread. */
final class MemoryRoom implements Orders.Room {
  private final MemoryGuard guard;
  private final Crew crew;
  private final Tuning tuning;

  MemoryRoom(MemoryGuard guard, Crew crew, Tuning tuning) {
    this.guard = guard;
    this.crew = crew;
    this.tuning = tuning;
  }

  /** Those that have come up have what they need, and it is not available any more. */
  @Override
  public String require(int processes, Settings settings, int workers, boolean force) {
    int coming = processes - crew.count(Life.SERVING);
    return guard.require(new MemoryNeed(coming, tuning.heap(settings, workers)), force);
  }

  /** Before there is a thread; nobody listens to notes yet, so the log has the warning. */
  void requireToStart(SupervisorOptions options, boolean force) {
    String warning = require(options.workers(), options.program(), options.workers(), force);
    if (!warning.isEmpty()) {
      System.getLogger("dev.prefork").log(Level.WARNING, warning);
    }
  }
}
