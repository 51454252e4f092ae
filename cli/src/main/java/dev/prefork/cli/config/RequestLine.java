package dev.prefork.cli.config;

import dev.prefork.supervisor.model.WarmUpRequest;
import dev.prefork.supervisor.model.WarmUpRequest.Header;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The first line of a request: {@code POST http://localhost:8080/orders HTTP/1.1}, or less of it.
 *
 * @param method the method
 * @param target a URL, or a path if a header has the host
 */
record RequestLine(String method, String target) {
  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9.]+");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");
  private static final Pattern METHOD_AND_MORE = Pattern.compile("[A-Z]+\\s.*");
  static final String EXAMPLE = "for example GET http://localhost:8080/orders";

  /** {@return whether a text is meant as a request, and not as the path of a file} */
  static boolean isLine(String text) {
    return text.contains("://") || METHOD_AND_MORE.matcher(text).matches();
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it has too few or too many words
   */
  static RequestLine of(String text) {
    if (CONTROL.matcher(text).find()) {
      throw ValueType.invalid("request", CONTROL.matcher(text).replaceAll("?"), "one line");
    }
    List<String> words = List.of(text.strip().split("[ \t]+"));
    int last = words.size() - 1;
    boolean versioned = last > 0 && VERSION.matcher(words.get(last)).matches();
    List<String> rest = versioned ? words.subList(0, last) : words;
    return switch (rest.size()) {
      case 1 -> new RequestLine("GET", rest.getFirst());
      case 2 -> new RequestLine(rest.getFirst(), rest.getLast());
      default -> throw ValueType.invalid("request", text, EXAMPLE);
    };
  }

  /**
   * Returns the whole request.
   *
   * @throws IllegalArgumentException if a part of it is invalid
   */
  WarmUpRequest with(List<Header> headers, String body) {
    return new WarmUpRequest(method, uri(headers), headers, body);
  }

  private URI uri(List<Header> headers) {
    if (target.contains("{{")) {
      throw new IllegalArgumentException(
          "variables such as " + target + " are not supported: write the URL itself");
    }
    String url = target;
    if (target.startsWith("/")) {
      url = "http://" + host(headers) + target;
    }
    if (!url.contains("://")) {
      throw new IllegalArgumentException(
          "no URL in '%s': expected %s".formatted(method + " " + target, EXAMPLE));
    }
    return WarmUpRequest.uri(url);
  }

  private String host(List<Header> headers) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase("Host"))
        .map(Header::value)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no host in '%s': expected %s, or a Host header"
                        .formatted(method + " " + target, EXAMPLE)));
  }
}
