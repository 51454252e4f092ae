package dev.prefork.internal.supervisor.sizing;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Computes the largest heap of a JVM from its options. */
public final class JvmHeap {
  private static final Pattern SIZE =
      Pattern.compile(
          "(-Xmx|-Xms|-XX:MaxHeapSize=|-XX:InitialHeapSize=|-XX:MinHeapSize=|-XX:MaxRAM=)"
              + "(\\d{1,18})([kKmMgGtT]?)");
  private static final Pattern PERCENTAGE =
      Pattern.compile("-XX:MaxRAMPercentage=(\\d{1,3}(?:\\.\\d{1,9})?)");

  /** The default of the JVM. */
  private static final double DEFAULT_PERCENTAGE = 25;

  /** More than any machine has; a thousand times as much still fits into a {@code long}. */
  private static final long MOST = 1L << 52;

  private long memory;
  private double percentage = DEFAULT_PERCENTAGE;
  private long max = -1;
  private long initial;

  private JvmHeap(long memory) {
    this.memory = memory;
  }

  /**
   * Returns the largest heap in bytes.
   *
   * @param options the options in the order of the JVM; the last of a kind counts
   * @param memory the memory that the JVM sees, in bytes
   */
  public static long largest(List<String> options, long memory) {
    JvmHeap heap = new JvmHeap(memory);
    options.forEach(heap::take);
    long limit = heap.max >= 0 ? heap.max : (long) (heap.memory * heap.percentage / 100);
    return Math.min(MOST, Math.max(limit, heap.initial));
  }

  private void take(String option) {
    Matcher size = SIZE.matcher(option);
    if (size.matches()) {
      take(size.group(1), bytes(Long.parseLong(size.group(2)), size.group(3)));
    }
    Matcher percent = PERCENTAGE.matcher(option);
    if (percent.matches()) {
      percentage = Double.parseDouble(percent.group(1));
    }
  }

  private void take(String name, long bytes) {
    switch (name) {
      case "-Xmx", "-XX:MaxHeapSize=" -> max = bytes;
      case "-XX:MaxRAM=" -> memory = Math.min(memory, bytes);
      default -> initial = bytes;
    }
  }

  private static long bytes(long number, String unit) {
    int shift = unit.isEmpty() ? 0 : 10 * (1 + "kmgt".indexOf(unit.toLowerCase(Locale.ROOT)));
    return number > MOST >> shift ? MOST : number << shift;
  }
}
