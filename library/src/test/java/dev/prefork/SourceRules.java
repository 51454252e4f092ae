package dev.prefork;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What holds for every source file, whatever its room. */
final class SourceRules {

  static final int MAX_LINES = 400;

  private static final Pattern NULL_MARKED =
      Pattern.compile("@(org\\.jspecify\\.annotations\\.)?NullMarked\\b");
  private static final Pattern JAVADOC =
      Pattern.compile("\\A(\\s|//[^/\n][^\n]*)*(/\\*\\*[\\s*]*[^\\s*/]|///[ \t]*\\S)");

  private SourceRules() {}

  /** Says which files are too long. */
  static List<String> tooLong(Map<String, String> sources) {
    return sources.entrySet().stream()
        .filter(source -> source.getValue().lines().count() > MAX_LINES)
        .map(
            source ->
                "%s: %d lines, the most is %d"
                    .formatted(source.getKey(), source.getValue().lines().count(), MAX_LINES))
        .sorted()
        .toList();
  }

  /**
   * Says which folders of sources lack a package-info.java with a javadoc and {@code @NullMarked}.
   */
  static List<String> unexplainedPackages(Map<String, String> sources) {
    var infos = new TreeSet<String>();
    for (var file : sources.keySet()) {
      infos.add(file.substring(0, file.lastIndexOf('/') + 1) + "package-info.java");
    }
    return infos.stream()
        .map(info -> complaint(info, sources.get(info)))
        .filter(complaint -> !complaint.isEmpty())
        .toList();
  }

  private static String complaint(String info, String source) {
    if (source == null) {
      return info + ": is missing";
    }
    if (!NULL_MARKED.matcher(SourceText.codeOf(source)).find()) {
      return info + ": is not @NullMarked";
    }
    if (!JAVADOC.matcher(source).find()) {
      return info + ": does not say what the package is for (no javadoc)";
    }
    return "";
  }
}
