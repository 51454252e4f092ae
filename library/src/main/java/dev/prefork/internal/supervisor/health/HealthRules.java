package dev.prefork.internal.supervisor.health;

import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.HealthOptions;

/** Whether a worker that answers is well. */
public final class HealthRules {
  /** Of what the application has left then, nobody is served. */
  private static final double MAX_GC = 0.95;

  private static final double PERCENT = 100;

  private HealthRules() {}

  /** Returns what is wrong with it, as a clause; or nothing. */
  public static String of(HealthReport report, HealthOptions options) {
    if (report.deadlockedThreads() > 0) {
      return report.deadlockedThreads() + " of its threads are dead-locked";
    }
    if (report.virtualThreadDelayMillis() > options.unhealthyAfter().toMillis()) {
      return "no virtual thread has run for %.1f s"
          .formatted(report.virtualThreadDelayMillis() / 1000.0);
    }
    if (report.gcShare() > MAX_GC) {
      return "garbage collections take %.0f %% of its time".formatted(report.gcShare() * PERCENT);
    }
    return "";
  }
}
