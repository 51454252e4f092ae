package dev.prefork.cli.config;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A list of words. In a single text, spaces separate the words, and quotes keep a word with spaces
 * together.
 *
 * @param label the placeholder for a value in help
 */
record ShellWords(String label) implements ValueType<List<String>> {
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

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
    if (!WORD.matcher(text).replaceAll("").isBlank()) {
      throw ValueType.invalid("words", text, "a closing quote");
    }
    return WORD.matcher(text).results().map(MatchResult::group).map(ShellWords::unquoted).toList();
  }

  private static String unquoted(String word) {
    return QUOTED
        .matcher(word)
        .replaceAll(
            quoted ->
                Matcher.quoteReplacement(
                    quoted.group(1) != null ? quoted.group(1) : quoted.group(2)));
  }

  @Override
  public String write(List<String> words) {
    return words.stream()
        .map(word -> word.isEmpty() || word.contains(" ") ? "\"" + word + "\"" : word)
        .collect(Collectors.joining(" "));
  }
}
