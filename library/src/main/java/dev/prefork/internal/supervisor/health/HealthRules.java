package dev.prefork.internal.supervisor.health;

import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.HealthOptions;

/** Judges the answers to health checks. */
public final class HealthRules {
  /** A JVM that collects garbage for more than this share of its time hardly serves. */
  private static final double MAX_GC = 0.95;

  private static final double PERCENT = 100;

  private HealthRules() {}

  /** Returns why a worker is unhealthy; empty if it is healthy. */
  public static String of(HealthReport report, HealthOptions options) {
    if (report.deadlockedThreads() > 0) {
      return "deadlock of " + report.deadlockedThreads() + " threads";
    }
    if (report.virtualThreadDelayMillis() > options.unhealthyAfter().toMillis()) {
      return "no virtual thread has run for %.1f s"
          .formatted(report.virtualThreadDelayMillis() / 1000.0);
    }
    if (report.gcShare() > MAX_GC) {
      return "garbage collection takes %.0f %% of the time".formatted(report.gcShare() * PERCENT);
    }
    return "";
  }
}
