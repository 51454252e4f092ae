package dev.prefork.internal.supervisor.health;

import dev.prefork.model.Vitals;
import dev.prefork.supervisor.model.HealthOptions;

/** Whether a worker that answers is well. */
public final class Diagnosis {
  /** Of what the application has left then, nobody is served. */
  private static final double MOST_GC = 0.95;

  private static final double PERCENT = 100;

  private Diagnosis() {}

  /** Returns what is wrong with it, as a clause; or nothing. */
  public static String of(Vitals vitals, HealthOptions health) {
    if (vitals.deadlockedThreads() > 0) {
      return vitals.deadlockedThreads() + " of its threads are dead-locked";
    }
    if (vitals.virtualThreadDelayMillis() > health.suspectAfter().toMillis()) {
      return "no virtual thread has run for %.1f s"
          .formatted(vitals.virtualThreadDelayMillis() / 1000.0);
    }
    if (vitals.gcShare() > MOST_GC) {
      return "garbage collections take %.0f %% of its time".formatted(vitals.gcShare() * PERCENT);
    }
    return "";
  }
}
