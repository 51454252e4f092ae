package dev.prefork.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A control group that limits memory, by its directory.
 *
 * @param directory in the file system of control groups
 * @param version 1 or 2
 */
record ControlGroup(Path directory, int version) {
  /** What stands in a file of version 2 where there is no limit. */
  private static final String NO_LIMIT = "max";

  /**
   * Those around this process, from its own to the outermost that can be seen.
   *
   * @param root where {@code proc} is, and the mount points
   */
  static List<ControlGroup> ofThisProcess(Path root) {
    try {
      List<String> own = Files.readAllLines(root.resolve("proc/self/cgroup"));
      List<ControlGroup> groups = new ArrayList<>();
      for (String mount : Files.readAllLines(root.resolve("proc/self/mountinfo"))) {
        groups.addAll(ofMount(root, mount, own));
      }
      return groups;
    } catch (IOException e) {
      return List.of();
    }
  }

  /** {@code 35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory}. */
  private static List<ControlGroup> ofMount(Path root, String mount, List<String> own) {
    String[] halves = mount.split(" - ", 2);
    String[] where = halves[0].split(" ", -1);
    String[] what = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
    if (where.length < 5 || what.length < 3) {
      return List.of();
    }
    boolean v1 = what[0].equals("cgroup") && has(what[2], "memory");
    if (!v1 && !what[0].equals("cgroup2")) {
      return List.of();
    }
    Path top = root.resolve(where[4].substring(1));
    return ancestors(top, relative(path(own, v1), where[3]), v1 ? 1 : 2);
  }

  private static boolean has(String list, String word) {
    return Stream.of(list.split(",", -1)).anyMatch(word::equals);
  }

  /** {@code 4:memory:/path}, or {@code 0::/path} for version 2. */
  private static String path(List<String> own, boolean v1) {
    for (String line : own) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && (v1 ? has(parts[1], "memory") : parts[0].equals("0"))) {
        return parts[2];
      }
    }
    return "/";
  }

  /**
   * A container may see a part of the tree only, as if that were all, and be named from outside.
   */
  private static String relative(String path, String mounted) {
    if (path.contains("..") || path.equals(mounted)) {
      return "";
    }
    if (mounted.equals("/")) {
      return path.substring(1);
    }
    return path.startsWith(mounted + "/") ? path.substring(mounted.length() + 1) : "";
  }

  private static List<ControlGroup> ancestors(Path top, String path, int version) {
    List<ControlGroup> groups = new ArrayList<>();
    for (Path directory = top.resolve(path).normalize();
        directory != null && directory.startsWith(top);
        directory = directory.getParent()) {
      groups.add(new ControlGroup(directory, version));
    }
    return groups;
  }

  /**
   * What it leaves to its processes.
   *
   * @param max of the machine: a limit above it is none
   */
  Memory memory(long max) {
    long limit = version == 1 ? number("memory.limit_in_bytes") : lowerLimit();
    if (limit >= max) {
      return Memory.UNKNOWN;
    }
    long used = number(version == 1 ? "memory.usage_in_bytes" : "memory.current");
    return used == Long.MAX_VALUE
        ? Memory.UNKNOWN
        : new Memory(limit, Math.clamp(limit - used + reclaimable(), 0, limit));
  }

  /** Beyond {@code memory.high} processes are slowed down until they are as good as dead. */
  private long lowerLimit() {
    return Math.min(number("memory.max"), number("memory.high"));
  }

  /** The cache of files, but for what is in the memory of a process. */
  private long reclaimable() {
    String prefix = version == 1 ? "total_" : "";
    String mapped = version == 1 ? "total_mapped_file" : "file_mapped";
    long cache = 0;
    for (String line : lines("memory.stat")) {
      String[] parts = line.split(" ", 2);
      if (parts[0].equals(prefix + "inactive_file") || parts[0].equals(prefix + "active_file")) {
        cache += parse(parts[1]);
      } else if (parts[0].equals(mapped)) {
        cache -= parse(parts[1]);
      }
    }
    return Math.max(0, cache);
  }

  private long number(String file) {
    List<String> lines = lines(file);
    return lines.isEmpty() || lines.getFirst().equals(NO_LIMIT)
        ? Long.MAX_VALUE
        : parse(lines.getFirst());
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE >> 1; // more than a long: no limit of this machine's
    }
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(directory.resolve(file));
    } catch (IOException e) {
      return List.of(); // the root has no limits
    }
  }
}
