package dev.prefork.internal.worker;

import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.model.HealthReport;
import org.jspecify.annotations.Nullable;

/** What can be found out of this JVM. Belongs to one thread. */
final class JvmMetrics {
  private static final int UNKNOWN = -1;

  private final @Nullable Management management = management();
  private final SchedulerProbe virtual = new SchedulerProbe();

  /** Its classes are loaded here, at the first question: a start has no time for them. */
  private static @Nullable Management management() {
    try {
      return new Management();
    } catch (LinkageError e) {
      return null; // this JVM is without java.management
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
        known == null ? UNKNOWN : known.deadlockedThreads(),
        virtual.delayMillis(),
        known == null ? UNKNOWN : known.gcShare());
  }
}
