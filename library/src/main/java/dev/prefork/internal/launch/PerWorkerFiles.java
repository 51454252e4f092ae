package dev.prefork.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives each worker files of its own where an option names one that the JVM writes: two JVMs with
 * one log rotate it away under each other. {@code gc.log} becomes {@code gc-worker1.log}. A name
 * with the process id in it ({@code %p}), a directory and a device stay.
 */
final class PerWorkerFiles {

  /** The file's name is group 2. */
  private static final List<Pattern> NAMES =
      List.of(
          Pattern.compile("(-Xloggc:)(.+)()"),
          Pattern.compile("(-XX:(?:HeapDumpPath|ErrorFile|ReplayDataFile|LogFile)=)(.+)()"),
          Pattern.compile("(-XX:StartFlightRecording[=:](?:.*,)?filename=)([^,]+)(.*)"),
          Pattern.compile("(-Xlog:(?!async:)[^:]*:(?:file=)?\")([^\"]+)(\".*)"),
          Pattern.compile("(-Xlog:(?!async:)[^:]*:(?:file=)?)([^:\"]+)(.*)"));

  private final int worker;
  private final Predicate<Path> isDirectory;

  PerWorkerFiles(int worker, Predicate<Path> isDirectory) {
    this.worker = worker;
    this.isDirectory = isDirectory;
  }

  JvmOption apply(JvmOption option) {
    for (Pattern pattern : option.value() == null ? NAMES : List.<Pattern>of()) {
      Matcher matcher = pattern.matcher(option.name());
      if (matcher.matches()) {
        return JvmOption.of(
            matcher.group(1) + withWorkerNumber(matcher.group(2)) + matcher.group(3));
      }
    }
    return option;
  }

  private String withWorkerNumber(String file) {
    if (file.equals("stdout") || file.equals("stderr") || needsNoNumber(file)) {
      return file;
    }
    int slash = file.lastIndexOf('/');
    int dot = file.lastIndexOf('.');
    int end = dot > slash + 1 ? dot : file.length();
    return file.substring(0, end) + "-worker" + worker + file.substring(end);
  }

  private boolean needsNoNumber(String file) {
    return file.contains("%p") || file.startsWith("/dev/") || isDirectory.test(Path.of(file));
  }
}
