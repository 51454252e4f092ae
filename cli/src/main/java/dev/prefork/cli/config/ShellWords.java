package dev.prefork.cli.config;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Several words. Where there is but one text for them, spaces divide it, and quotes hold together.
 */
final class ShellWords implements ValueType<List<String>> {
  private static final Pattern TEXT = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

  private final String label;

  ShellWords(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public boolean isList() {
    return true;
  }

  @Override
  public List<String> read(List<String> texts) {
    return List.copyOf(texts);
  }

  @Override
  public List<String> read(String text) {
    String rest = TEXT.matcher(text).replaceAll("");
    if (!rest.isBlank()) {
      throw new IllegalArgumentException("'" + text + "' has a quote that does not end");
    }
    return TEXT.matcher(text).results().map(MatchResult::group).map(ShellWords::unquoted).toList();
  }

  private static String unquoted(String word) {
    return QUOTED
        .matcher(word)
        .replaceAll(
            quoted ->
                java.util.regex.Matcher.quoteReplacement(
                    quoted.group(1) != null ? quoted.group(1) : quoted.group(2)));
  }

  @Override
  public String write(List<String> words) {
    return words.stream()
        .map(word -> word.isEmpty() || word.contains(" ") ? "\"" + word + "\"" : word)
        .collect(Collectors.joining(" "));
  }
}
