package dev.prefork.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A control group with a memory limit.
 *
 * @param directory the group's directory in the cgroup file system
 * @param version the cgroup version, 1 or 2
 */
record ControlGroup(Path directory, int version) {
  /** The contents of a limit's file in version 2 if there is no limit. */
  private static final String NO_LIMIT = "max";

  /**
   * Returns the control groups of this process, from its own to the outermost that is visible.
   *
   * @param root the directory that contains {@code proc} and the mount points
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

  /** Parses {@code 35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory}. */
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

  /** Parses {@code 4:memory:/path}, or {@code 0::/path} for version 2. */
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
   * In a container, the mount can be a part of the tree while the path starts at the host's root.
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
   * Returns the memory that the group grants to its processes.
   *
   * @param max the machine's memory in bytes; a higher limit has no effect
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

  /** Above {@code memory.high}, the kernel throttles processes so much that they seem to hang. */
  private long lowerLimit() {
    return Math.min(number("memory.max"), number("memory.high"));
  }

  /** Returns the size of the page cache without mapped files, in bytes. */
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
      return Long.MAX_VALUE >> 1; // exceeds a long, so there is no effective limit
    }
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(directory.resolve(file));
    } catch (IOException e) {
      return List.of(); // the root group has no such files
    }
  }
}
