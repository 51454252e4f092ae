package dev.prefork.internal.supervisor.health;

import dev.prefork.internal.host.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Processor time and memory of a process.
 *
 * @param ticks processor time, in hundredths of a second
 * @param rss resident memory, in bytes
 */
public record ProcessFigures(long ticks, long rss) {
  /** Linux reports hundredths of a second to user space on every machine. */
  static final double TICKS_PER_SECOND = 100;

  public static final ProcessFigures NONE = new ProcessFigures(0, 0);

  /**
   * An index in /proc/PID/stat, counted from the field after the name, which may contain spaces.
   */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;
  private static final int RSS_PAGES = 21;

  /** Returns the figures; {@link #NONE} if the process has exited or is hidden from this user. */
  public static ProcessFigures of(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      return parse(Files.readString(stat, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return NONE;
    }
  }

  static ProcessFigures parse(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    long rss = Long.parseLong(fields[RSS_PAGES]) * Memory.PAGE_SIZE;
    return new ProcessFigures(ticks, rss);
  }

  /** Returns the processor time since an earlier value of {@link #ticks}. */
  public Duration since(long earlier) {
    return Duration.ofMillis(Math.round(Math.max(0, ticks - earlier) / TICKS_PER_SECOND * 1000));
  }

  /** Returns the average number of processors used since earlier figures. */
  public double processorsSince(ProcessFigures earlier, long millis) {
    return millis <= 0 || ticks < earlier.ticks
        ? 0
        : (ticks - earlier.ticks) / TICKS_PER_SECOND * 1000 / millis;
  }
}
