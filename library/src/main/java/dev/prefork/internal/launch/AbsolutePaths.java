package dev.prefork.internal.launch;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Makes the paths in JVM options absolute if a worker runs in another directory than the primary.
 * Only paths that the JVM reads change: files that it writes belong in the worker's directory.
 */
public final class AbsolutePaths {
  private static final Set<String> LISTS = Set.of("-p", "--module-path", "--upgrade-module-path");
  private static final String PATCH = "--patch-module";
  private static final List<String> LIST_PREFIXES =
      List.of("-Xbootclasspath/a:", "-Djava.library.path=");
  private static final List<String> AGENT_PREFIXES = List.of("-javaagent:", "-agentpath:");
  private static final List<String> FILE_PREFIXES = List.of("-XX:Flags=", "-XX:VMOptionsFile=");

  private final UnaryOperator<String> path;

  /**
   * Resolves relative paths for one worker.
   *
   * @param primary the primary's working directory, against which relative paths are resolved
   * @param worker the working directory of the worker
   */
  AbsolutePaths(Path primary, Path worker) {
    this(primary.equals(worker) ? name -> name : name -> primary.resolve(name).toString());
  }

  private AbsolutePaths(UnaryOperator<String> path) {
    this.path = path;
  }

  /**
   * Replaces the paths of the files that a JVM reads.
   *
   * @param words the words of a command line
   * @param path maps each path to its replacement
   * @return the words with the paths replaced
   */
  public static List<String> replace(List<String> words, UnaryOperator<String> path) {
    AbsolutePaths paths = new AbsolutePaths(path);
    return CommandLineParser.options(words).stream()
        .map(paths::apply)
        .flatMap(option -> option.words().stream())
        .toList();
  }

  JvmOption apply(JvmOption option) {
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
    for (String prefix : AGENT_PREFIXES) {
      if (word.startsWith(prefix)) {
        return prefix + agent(word.substring(prefix.length()));
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

  /** {@code path=options}. */
  private String agent(String value) {
    int end = value.indexOf('=');
    return end < 0 ? file(value) : file(value.substring(0, end)) + value.substring(end);
  }

  /** An empty element of a path list means the current directory. */
  String list(String paths) {
    return Arrays.stream(paths.split(":", -1)).map(this::file).collect(Collectors.joining(":"));
  }

  String file(String name) {
    return path.apply(name);
  }
}
