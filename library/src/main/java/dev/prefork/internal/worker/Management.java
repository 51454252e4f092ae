package dev.prefork.internal.worker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Reads metrics of the module {@code java.management}. The constructor throws a {@link
 * LinkageError} if the JVM lacks the module. Not thread-safe.
 */
final class Management {
  /**
   * A search for deadlocks stops all threads, so it takes at most this fraction (1/SHARE) of the
   * time.
   */
  private static final long SHARE = 100;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<MemoryPoolMXBean> heap =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  /** Without collectors that count time in which the application runs concurrently. */
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(collector -> !collector.getName().endsWith("Cycles"))
          .toList();

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long askedAt = System.nanoTime();
  private long collectedMillis = collectedMillis();
  private long nextSearch = askedAt;
  private int deadlocked;

  /**
   * Sums the use of each pool after its last collection. This approximates live data, except for
   * garbage in pools that were not collected since.
   */
  long heapAfterGc() {
    long sum = 0;
    for (MemoryPoolMXBean pool : heap) {
      MemoryUsage left = pool.getCollectionUsage();
      sum += left == null ? 0 : left.getUsed();
    }
    return sum;
  }

  int deadlockedThreads() {
    long start = System.nanoTime();
    if (start - nextSearch >= 0) {
      long[] found = threads.findDeadlockedThreads();
      deadlocked = found == null ? 0 : found.length;
      long end = System.nanoTime();
      nextSearch = end + (end - start) * SHARE;
    }
    return deadlocked;
  }

  /** {@return the share of time spent in collections since the last call} */
  double gcShare() {
    long now = System.nanoTime();
    long collected = collectedMillis();
    double share = (double) (collected - collectedMillis) * NANOS_PER_MILLI / (now - askedAt);
    askedAt = now;
    collectedMillis = collected;
    return Math.min(share, 1);
  }

  private long collectedMillis() {
    long sum = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      sum += Math.max(0, collector.getCollectionTime()); // -1 if unknown
    }
    return sum;
  }
}
