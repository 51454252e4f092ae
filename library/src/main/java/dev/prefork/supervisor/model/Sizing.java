package dev.prefork.supervisor.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides the processors and the memory of a machine, or of a container, among workers. Without
 * options each JVM sizes itself as if it were alone.
 *
 * @param processors the number of processors that this JVM sees: in a container, its quota, rounded
 *     up
 * @param memory the memory in bytes: in a container, its limit
 */
public record Sizing(int processors, long memory) {
  private static final long MIB = 1 << 20;

  /**
   * The tenths of the memory that the heaps of all workers share. The remaining memory is for the
   * primary, and for classes, code, threads and buffers, about 100 MiB per worker.
   */
  private static final int HEAP_TENTHS = 6;

  /** With a smaller heap than this, fewer workers serve more. */
  private static final long MIN_HEAP = 128 * MIB;

  /** The minimum if the user sets the number of workers. */
  private static final long MIN_HEAP_AT_ALL = 64 * MIB;

  /**
   * With one processor, a JVM chooses a stop-the-world collector for a heap of any size, and runs
   * all virtual threads on one carrier.
   */
  private static final int MIN_PROCESSORS = 2;

  /** A starting JVM sometimes waits for the disk, so another one can use the processor. */
  private static final int MIN_STARTING = 2;

  /** The options that set or limit the size of the heap. */
  private static final List<String> HEAP =
      List.of(
          "-Xmx",
          "-Xms",
          "-Xmn",
          "-XX:MaxHeapSize",
          "-XX:InitialHeapSize",
          "-XX:MinHeapSize",
          "-XX:MaxRAM",
          "-XX:InitialRAM",
          "-XX:MinRAM",
          "-XX:NewSize",
          "-XX:MaxNewSize",
          "-XX:+AggressiveHeap");

  private static final List<String> PROCESSORS = List.of("-XX:ActiveProcessorCount");

  private static final List<String> OUT_OF_MEMORY =
      List.of(
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-ExitOnOutOfMemoryError",
          "-XX:+CrashOnOutOfMemoryError",
          "-XX:OnOutOfMemoryError");

  /** The options that read further options from a file, which Prefork does not parse. */
  private static final List<String> FILES = List.of("-XX:Flags", "-XX:VMOptionsFile");

  /** {@return the processors and the memory of this process} */
  public static Sizing ofThisProcess() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Sizing(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
  }

  /**
   * {@return the default number of workers: one per processor, if there is memory for their heaps}
   */
  public int workers() {
    long enough = memory / 10 * HEAP_TENTHS / MIN_HEAP;
    return (int) Math.max(1, Math.min(processors, enough));
  }

  /** {@return how many JVMs may start at the same time; more would only slow each other down} */
  public int maxConcurrentStarts() {
    return Math.max(MIN_STARTING, processors);
  }

  /**
   * Returns the options for the JVM of one worker. An option that the user has set is never
   * overridden.
   *
   * @param workers the number of workers
   * @param userOptions all JVM options of the user, from every source
   * @return the options to add; empty if the user has set all of them
   */
  public List<String> options(int workers, List<String> userOptions) {
    List<String> options = new ArrayList<>();
    if (isSet(userOptions, FILES)) {
      return options;
    }
    if (!isSet(userOptions, HEAP)) {
      long heap = memory / 10 * HEAP_TENTHS / workers;
      options.add("-Xmx" + Math.max(heap, MIN_HEAP_AT_ALL) / MIB + "m");
    }
    if (!isSet(userOptions, PROCESSORS)) {
      int share = (processors + workers - 1) / workers;
      int min = Math.min(MIN_PROCESSORS, processors);
      options.add("-XX:ActiveProcessorCount=" + Math.max(share, min));
    }
    if (!isSet(userOptions, OUT_OF_MEMORY)) {
      options.add("-XX:+ExitOnOutOfMemoryError");
    }
    return options;
  }

  private static boolean isSet(List<String> userOptions, List<String> options) {
    return userOptions.stream().anyMatch(given -> options.stream().anyMatch(given::startsWith));
  }
}
