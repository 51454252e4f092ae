package dev.prefork.internal.host;

import dev.prefork.internal.sys.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory that this process and its children can use, limited by the machine and by the control
 * groups of this process.
 *
 * @param total the total memory in bytes
 * @param available the free and reclaimable memory in bytes
 */
public record Memory(long total, long available) {
  /** The bytes of a page, the unit of {@code /proc/PID/stat}. */
  public static final long PAGE_SIZE = Processes.pageSize();

  /** Used if the machine's memory is unknown. */
  static final Memory UNKNOWN = new Memory(Long.MAX_VALUE, Long.MAX_VALUE);

  /** {@return the memory that is available now} */
  public static Memory ofThisProcess() {
    return read(Path.of("/"));
  }

  /** Reads the files below a root directory. */
  static Memory read(Path root) {
    Memory machine = machine(root.resolve("proc/meminfo"));
    Memory tightest = machine;
    for (ControlGroup group : ControlGroup.ofThisProcess(root)) {
      tightest = tightest.atMost(group.memory(machine.total));
    }
    return tightest;
  }

  private Memory atMost(Memory other) {
    return new Memory(Math.min(total, other.total), Math.min(available, other.available));
  }

  private static Memory machine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return new Memory(kibibytes(lines, "MemTotal:"), kibibytes(lines, "MemAvailable:"));
    } catch (IOException | NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** Parses {@code MemTotal: 24684192 kB}; returns bytes. */
  private static long kibibytes(List<String> lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name)) {
        return 1024 * Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    return Long.MAX_VALUE;
  }
}
