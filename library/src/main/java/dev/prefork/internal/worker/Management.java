package dev.prefork.internal.worker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * What only the module {@code java.management} knows, which a JVM may lack: whoever makes one has
 * to expect a {@link LinkageError}. Belongs to one thread.
 */
final class Management {
  /** A search stops all threads; at most one part in so many of the time goes into it. */
  private static final long SHARE = 100;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<MemoryPoolMXBean> heap =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  /** Without those that count the time in which the application runs on beside a collection. */
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
   * What each pool had after the last collection that has looked at it. So garbage does not count
   * that has got old and was not looked at since: what is left is about what is alive.
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

  /** Of the time since this was asked last. */
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
      sum += Math.max(0, collector.getCollectionTime()); // -1 if it is not known
    }
    return sum;
  }
}
