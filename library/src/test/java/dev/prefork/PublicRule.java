package dev.prefork;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An internal type is public only if a source of another package names it, or if a public member of
 * its own package has it.
 */
final class PublicRule {

  /** The JVM or the JDK loads these by their names. */
  private static final Set<String> BY_NAME = Set.of("dev.prefork.internal.worker.Bootstrap");

  private static final Pattern PACKAGE =
      Pattern.compile("\\bpackage\\s+(dev\\.prefork\\.internal[\\w.]*)\\s*;");
  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^public (?:(?:static|final|abstract|sealed|non-sealed) )*"
              + "(?:class|interface|record|enum|@interface) (\\w+)");

  private PublicRule() {}

  /** The public types of a source file's package that no other package names. */
  static List<String> violations(String file, String source, Map<String, String> all) {
    var code = SourceText.codeOf(source);
    var declaration = PACKAGE.matcher(code);
    var type = TYPE.matcher(code);
    if (!declaration.find() || !type.find()) {
      return List.of();
    }
    var name = declaration.group(1) + "." + type.group(1);
    return BY_NAME.contains(name) || isUsed(name, declaration.group(), all)
        ? List.of()
        : List.of(file + ": " + name + " is public, and no other package names it");
  }

  private static boolean isUsed(String name, String declaration, Map<String, String> all) {
    var use = Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
    var simple = name.substring(name.lastIndexOf('.') + 1);
    var member =
        Pattern.compile(
            "\\bpublic (?!final class|enum|interface)[^;{=]*?[(<, ]?" + simple + "\\b [a-z]");
    return all.values().stream()
        .anyMatch(source -> (source.contains(declaration) ? member : use).matcher(source).find());
  }
}
