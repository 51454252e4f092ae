package dev.prefork.supervisor.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * How a machine, or the part of it that a container has, is divided among workers. A JVM takes what
 * there is for its own: several of them have to be told.
 *
 * @param processors how many the JVM sees; a container's quota, rounded up
 * @param memory in bytes: the container's limit, or all that the machine has
 */
public record Sizing(int processors, long memory) {
  private static final long MIB = 1 << 20;

  /**
   * Of ten parts of the memory, what the heaps of all workers may take together. The rest is for
   * classes, code, threads and buffers, about 100 MiB for each worker, and for the primary.
   */
  private static final int HEAP_TENTHS = 6;

  /** With less heap than this a worker more does more harm than good. */
  private static final long MIN_HEAP = 128 * MIB;

  /** Of those that were asked for by number: a JVM needs something. */
  private static final long MIN_HEAP_AT_ALL = 64 * MIB;

  /**
   * A JVM that sees one processor takes a collector that stops the world whatever the heap's size,
   * and runs all virtual threads on one.
   */
  private static final int MIN_PROCESSORS = 2;

  /** A JVM that starts waits for the disk now and then. */
  private static final int MIN_STARTING = 2;

  /** What says how large a heap is, or must not be larger than it. */
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

  /** Files with options that nobody here reads. */
  private static final List<String> FILES = List.of("-XX:Flags", "-XX:VMOptionsFile");

  /** {@return what this process has} */
  public static Sizing ofThisProcess() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Sizing(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
  }

  /** {@return how many workers there should be: one for each processor that has memory enough} */
  public int workers() {
    long enough = memory / 10 * HEAP_TENTHS / MIN_HEAP;
    return (int) Math.max(1, Math.min(processors, enough));
  }

  /** {@return how many JVMs may start at a time: more of them would only wait for each other} */
  public int maxConcurrentStarts() {
    return Math.max(MIN_STARTING, processors);
  }

  /**
   * Options for the JVM of one of several workers.
   *
   * @param workers how many there are
   * @param said what the user has said to the JVM, wherever; it is not contradicted
   * @return the options to add; empty if the user has set all of them
   */
  public List<String> options(int workers, List<String> said) {
    List<String> options = new ArrayList<>();
    if (isSaid(said, FILES)) {
      return options;
    }
    if (!isSaid(said, HEAP)) {
      long heap = memory / 10 * HEAP_TENTHS / workers;
      options.add("-Xmx" + Math.max(heap, MIN_HEAP_AT_ALL) / MIB + "m");
    }
    if (!isSaid(said, PROCESSORS)) {
      int share = (processors + workers - 1) / workers;
      int min = Math.min(MIN_PROCESSORS, processors);
      options.add("-XX:ActiveProcessorCount=" + Math.max(share, min));
    }
    if (!isSaid(said, OUT_OF_MEMORY)) {
      options.add("-XX:+ExitOnOutOfMemoryError");
    }
    return options;
  }

  private static boolean isSaid(List<String> said, List<String> options) {
    return said.stream().anyMatch(word -> options.stream().anyMatch(word::startsWith));
  }
}
