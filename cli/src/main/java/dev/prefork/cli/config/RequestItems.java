package dev.prefork.cli.config;

import dev.prefork.supervisor.model.WarmUpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A list of requests: a line or a file of requests each. In a single text, spaces separate them,
 * except for that between a method and a URL.
 */
record RequestItems() implements ValueType<List<String>> {
  private static final ShellWords WORDS = new ShellWords("REQUEST");
  private static final Pattern METHOD = Pattern.compile("[A-Z]+");

  @Override
  public String label() {
    return WORDS.label();
  }

  @Override
  public boolean isList() {
    return true;
  }

  @Override
  public List<String> read(String text) {
    List<String> items = new ArrayList<>();
    String method = "";
    for (String word : WORDS.read(text)) {
      boolean isRest = !method.isEmpty() && word.contains("://");
      if (isRest) {
        items.removeLast();
      }
      items.add(isRest ? method + " " + word : word);
      method = METHOD.matcher(word).matches() ? word : "";
    }
    return read(items);
  }

  @Override
  public List<String> read(List<String> items) {
    for (String item : items) {
      if (item.isBlank()) {
        throw ValueType.invalid("request", item, RequestLine.EXAMPLE + ", or a file");
      }
      if (RequestLine.isLine(item)) {
        List<WarmUpRequest> _ = HttpFile.requests(item); // a file is read later
      }
    }
    return List.copyOf(items);
  }

  @Override
  public String write(List<String> items) {
    return WORDS.write(items);
  }
}
