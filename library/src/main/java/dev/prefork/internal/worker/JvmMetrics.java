package dev.prefork.internal.worker;

import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.model.HealthReport;
import org.jspecify.annotations.Nullable;

/** Measures this JVM. Not thread-safe. */
final class JvmMetrics {
  private static final int UNKNOWN = -1;

  private final @Nullable Management management = management();
  private final SchedulerProbe virtual = new SchedulerProbe();

  /** Loads the classes of java.management at the first question, to keep the start fast. */
  private static @Nullable Management management() {
    try {
      return new Management();
    } catch (LinkageError e) {
      return null; // this JVM lacks java.management
    }
  }

  HealthReport take() throws InterruptedException {
    Runtime jvm = Runtime.getRuntime();
    Management known = management;
    return new HealthReport(
        jvm.totalMemory() - jvm.freeMemory(),
        known == null ? UNKNOWN : known.heapAfterGc(),
        OpenConnections.count(),
        OpenConnections.accepted(),
        OpenConnections.drained(),
        MoveCounts.report(),
        known == null ? UNKNOWN : known.deadlockedThreads(),
        virtual.delayMillis(),
        known == null ? UNKNOWN : known.gcShare());
  }
}
