package dev.prefork.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds the worker's number to the names of files that the JVM writes, such as {@code
 * gc-worker1.log}: two JVMs cannot rotate the same log. Names with the process id ({@code %p}),
 * directories and devices stay unchanged.
 */
final class PerWorkerFiles {

  /** Group 2 is the file name. */
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
