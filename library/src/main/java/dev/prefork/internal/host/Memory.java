package dev.prefork.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory that processes can have: the machine's, or that of the tightest control group around
 * this process.
 *
 * @param total bytes there are
 * @param available bytes that nobody uses, or that the kernel would give back at once
 */
public record Memory(long total, long available) {
  /** Of a machine that does not say. */
  static final Memory UNKNOWN = new Memory(Long.MAX_VALUE, Long.MAX_VALUE);

  /** {@return what there is now, for this process and those that it starts} */
  public static Memory ofThisProcess() {
    return read(Path.of("/"));
  }

  /** From the files below a root directory. */
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

  /** {@code MemTotal: 24684192 kB}. */
  private static long kibibytes(List<String> lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name)) {
        return 1024 * Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    return Long.MAX_VALUE;
  }
}
