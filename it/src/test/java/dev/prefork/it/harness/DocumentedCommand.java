package dev.prefork.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command in a fenced block of the pages, as somebody would type it.
 *
 * @param place page and line
 * @param text without the prompt
 * @param reason why it is not to be run, from a comment {@code <!-- not run: ... -->} before its
 *     block; empty if it is to be
 */
public record DocumentedCommand(String place, String text, String reason) {
  private static final Pattern FENCE = Pattern.compile("```(\\w*)");
  private static final Pattern MARK = Pattern.compile("<!-- not run: (.+) -->");
  private static final Pattern PROMPT = Pattern.compile("\\$ (.*)");

  /** What begins a command where there is no prompt. */
  private static final Pattern TOOL =
      Pattern.compile(
          "(\\./)?(prefork|mvn|java|source|benchmarks/run|\\.ci/\\w+|docker|podman|systemctl|curl|kill|sudo|ln|cp|install|apt-get|git|kubectl|jcmd|loginctl)("
              + " .*)?");

  /** All of them, page by page from top to bottom. */
  public static List<DocumentedCommand> all(Path root) throws IOException {
    List<DocumentedCommand> all = new ArrayList<>();
    all.addAll(in(root, root.resolve("README.md")));
    try (Stream<Path> pages = Files.list(root.resolve("docs"))) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
        all.addAll(in(root, page));
      }
    }
    return all;
  }

  private static List<DocumentedCommand> in(Path root, Path page) throws IOException {
    List<DocumentedCommand> commands = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    String reason = "";
    boolean inside = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (FENCE.matcher(line).matches()) {
        inside = !inside;
        reason = inside ? mark(lines, i) : "";
      } else if (inside && isCommand(line)) {
        String place = root.relativize(page) + ":" + (i + 1);
        commands.add(new DocumentedCommand(place, withoutPrompt(line), reason));
      }
    }
    return commands;
  }

  private static String mark(List<String> lines, int fence) {
    var mark = MARK.matcher(fence == 0 ? "" : lines.get(fence - 1));
    return mark.matches() ? mark.group(1) : "";
  }

  private static boolean isCommand(String line) {
    return PROMPT.matcher(line).matches() || TOOL.matcher(line).matches();
  }

  private static String withoutPrompt(String line) {
    var prompt = PROMPT.matcher(line);
    return prompt.matches() ? prompt.group(1) : line.strip();
  }

  /** Without the comment. */
  public String command() {
    return text.replaceFirst("\\s+#.*", "");
  }
}
