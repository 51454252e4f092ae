package dev.prefork.supervisor.model;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An HTTP request that a new worker answers before it gets its first connection.
 *
 * @param method the method, such as {@code GET}
 * @param target the URI, such as {@code http://localhost:8080/orders}. The request is sent on a
 *     connection to the new worker; the host is used for the header {@code Host} only
 * @param headers the headers. {@code Host}, {@code User-Agent}, {@code Accept} and {@code
 *     Content-Length} are added
 * @param body the body, which is sent as UTF-8; empty for none
 */
public record WarmUpRequest(String method, URI target, List<Header> headers, String body) {
  /** The size of the largest body in bytes. */
  public static final int MAX_BODY = 1 << 20;

  /** Servers accept little more than 8 KB. */
  private static final int MAX_HEAD = 32 * 1024;

  private static final int MAX_PORT = 65_535;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]*");
  private static final Set<String> SCHEMES = Set.of("http", "https");

  /** These decide where a message ends. */
  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "upgrade");

  /**
   * A header.
   *
   * @param name the name
   * @param value the value
   */
  public record Header(String name, String value) {
    /**
     * Checks the characters.
     *
     * @throws IllegalArgumentException if the name is not a token, if the value has a control
     *     character such as a line break, or if Prefork sets the header itself
     */
    public Header {
      if (!TOKEN.matcher(name).matches() || !VALUE.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "invalid header '%s': expected a name, a colon and a value without control characters"
                .formatted(visible(name + ": " + value)));
      }
      if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "header '%s' not supported: Prefork decides how a request is sent".formatted(name));
      }
    }
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the method is not a token or {@code CONNECT}, if the URI is
   *     not an HTTP or HTTPS one with a host and a valid port, or if the request is too large
   */
  public WarmUpRequest {
    headers = List.copyOf(headers);
    if (!TOKEN.matcher(method).matches() || method.equalsIgnoreCase("CONNECT")) {
      throw new IllegalArgumentException(
          "invalid method '%s': expected for example GET or POST".formatted(visible(method)));
    }
    checkTarget(target);
    if (size(method, target, headers) > MAX_HEAD) {
      throw new IllegalArgumentException(
          "URL and headers too large: expected up to " + MAX_HEAD + " characters");
    }
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BODY) {
      throw new IllegalArgumentException(
          "body of %d bytes too large: expected up to %d".formatted(bytes, MAX_BODY));
    }
  }

  private static void checkTarget(URI target) {
    String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme) || target.getHost() == null) {
      throw invalidUrl(target.toString());
    }
    int port = target.getPort();
    if (port != -1 && (port < 1 || port > MAX_PORT)) {
      throw new IllegalArgumentException(
          "invalid port %d in %s: expected 1 to %d".formatted(port, target, MAX_PORT));
    }
  }

  private static int size(String method, URI target, List<Header> headers) {
    return method.length()
        + target.toASCIIString().length()
        + headers.stream().mapToInt(h -> h.name().length() + h.value().length()).sum();
  }

  /** {@return the exception for a text that is not the URL of a request} */
  private static IllegalArgumentException invalidUrl(String text) {
    return new IllegalArgumentException(
        "invalid URL '%s': expected for example http://localhost:8080/orders"
            .formatted(visible(text)));
  }

  /** Errors are one line each. */
  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * {@return a request without headers and body}
   *
   * @param method the method
   * @param url the URL
   * @throws IllegalArgumentException if they are invalid
   */
  public static WarmUpRequest of(String method, String url) {
    return new WarmUpRequest(method, uri(url), List.of(), "");
  }

  /**
   * {@return the URI with this text}
   *
   * @param url the text
   * @throws IllegalArgumentException if it is not a URI
   */
  public static URI uri(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw invalidUrl(url);
    }
  }

  /** {@return method and URI, as notes name the request} */
  @Override
  public String toString() {
    return method + " " + target;
  }
}
