package dev.prefork.launch;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the paths that a JVM reads true in a worker that runs in another directory than the
 * primary. Files that a JVM writes stay relative: they belong where the worker runs.
 */
final class AbsolutePaths {
  private static final Set<String> LISTS = Set.of("-p", "--module-path", "--upgrade-module-path");
  private static final String PATCH = "--patch-module";
  private static final List<String> LIST_PREFIXES =
      List.of("-Xbootclasspath/a:", "-Djava.library.path=");
  private static final List<String> FILE_PREFIXES =
      List.of("-javaagent:", "-agentpath:", "-XX:Flags=", "-XX:VMOptionsFile=");

  private final Path directory;
  private final boolean needed;

  /**
   * The paths of one worker.
   *
   * @param primary the directory against which relative paths were meant
   * @param worker the directory in which the worker will run
   */
  AbsolutePaths(Path primary, Path worker) {
    this.directory = primary;
    this.needed = !primary.equals(worker);
  }

  JvmOption apply(JvmOption option) {
    if (!needed) {
      return option;
    }
    String value = option.value();
    if (value == null) {
      return JvmOption.of(word(option.name()));
    }
    if (option.name().equals(PATCH)) {
      return option.withValue(patch(value));
    }
    return LISTS.contains(option.name()) ? option.withValue(list(value)) : option;
  }

  private String word(String word) {
    for (String prefix : LIST_PREFIXES) {
      if (word.startsWith(prefix)) {
        return prefix + list(word.substring(prefix.length()));
      }
    }
    for (String prefix : FILE_PREFIXES) {
      if (word.startsWith(prefix)) {
        return prefix + file(word.substring(prefix.length()));
      }
    }
    return word;
  }

  /** {@code module=path:path}. */
  private String patch(String value) {
    int paths = value.indexOf('=') + 1;
    return value.substring(0, paths) + list(value.substring(paths));
  }

  /** A path list; an empty element of it means the directory itself. */
  String list(String paths) {
    return Arrays.stream(paths.split(":", -1)).map(this::file).collect(Collectors.joining(":"));
  }

  /** A path, perhaps with an agent's {@code =options} behind it, which do no harm here. */
  String file(String path) {
    return needed ? directory.resolve(path).toString() : path;
  }
}
