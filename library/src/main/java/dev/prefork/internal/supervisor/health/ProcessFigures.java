package dev.prefork.internal.supervisor.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the operating system knows of a process.
 *
 * @param ticks processor time that it has used, in hundredths of a second
 * @param rss bytes of memory
 */
public record ProcessFigures(long ticks, long rss) {
  /** Linux counts in hundredths of a second for user space, on every machine. */
  static final double TICKS_PER_SECOND = 100;

  public static final ProcessFigures NONE = new ProcessFigures(0, 0);

  /** In /proc/PID/stat, counted from the field after the name, which may hold anything. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;

  /** None if it has ended, or is hidden from this user. */
  public static ProcessFigures of(long pid) {
    Path directory = Path.of("/proc", Long.toString(pid));
    try {
      return parse(
          Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1),
          Files.readAllLines(directory.resolve("status"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return NONE;
    }
  }

  static ProcessFigures parse(String stat, List<String> status) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    return new ProcessFigures(ticks, rss(status));
  }

  /** {@code VmRSS: 12345 kB}; a process that has just ended has none. */
  private static long rss(List<String> status) {
    for (String line : status) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.substring(6, line.length() - 2).strip());
      }
    }
    return 0;
  }

  /** How many processors it has used since. */
  public double processorsSince(ProcessFigures earlier, long millis) {
    return millis <= 0 || ticks < earlier.ticks
        ? 0
        : (ticks - earlier.ticks) / TICKS_PER_SECOND * 1000 / millis;
  }
}
