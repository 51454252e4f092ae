package dev.prefork.internal.http.fuzz;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes valid requests and responses. */
final class MessageText {
  private static final List<String> METHODS =
      List.of("GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "LOCK");
  private static final List<String> TARGETS =
      List.of("/", "/a/b?c=d&e=%20", "*", "http://a:80/", "/" + "x".repeat(20));
  private static final List<String> HEADERS =
      List.of(
          "Accept: */*",
          "Accept-Encoding:gzip, br",
          "Cookie: a=b; c=\"d\"",
          "User-Agent:  x/1 (y; z) ",
          "X-Empty:",
          "Upgrade-Insecure-Requests: 1",
          "X-Content-Length: 7",
          "Cache-Control: \tno-cache\t",
          "Date: Sat, 20 Nov 2026 00:00:00 GMT");
  private static final List<String> BODIES =
      List.of(
          "",
          "x",
          "hello",
          "{\"a\": [1, 2]}",
          "0\r\n\r\n",
          "\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
          "\u0000\u00ff\r\n",
          "x".repeat(70));
  private static final List<String> REASONS = List.of("", "OK", "All well");
  private static final List<Integer> STATUSES =
      List.of(200, 200, 200, 201, 204, 206, 302, 304, 404, 500);

  private final Random random;

  MessageText(Random random) {
    this.random = random;
  }

  Exchange exchange(boolean closes) {
    var method = any(METHODS);
    var version = random.nextInt(15) == 0 ? 0 : 1;
    var request = body(version);
    var response = response(method, version, closes);
    var line = method + " " + any(TARGETS) + " HTTP/1." + version + "\r\n";
    var connection = connection(version, closes && response.isKept());
    return new Exchange(
        line + headers("Host: a", connection, request.header()),
        request.text(),
        response.text(),
        closes,
        response.isUnbounded());
  }

  /**
   * A response.
   *
   * @param isKept whether it does not end the connection itself
   * @param isUnbounded whether it ends with the connection
   */
  private record Response(String text, boolean isKept, boolean isUnbounded) {}

  private Response response(String method, int version, boolean closes) {
    var status = any(STATUSES);
    var isEmpty = method.equals("HEAD") || status == 204 || status == 304;
    var isUnbounded = closes && !isEmpty && random.nextInt(3) == 0;
    var isKept = closes && !isUnbounded && random.nextBoolean();
    var body =
        status == 204 ? new Body("", "") : isUnbounded ? new Body("", any(BODIES)) : body(version);
    var line = "HTTP/1." + version + " " + status + " " + any(REASONS) + "\r\n";
    var head = line + headers(connection(version, closes && !isKept), body.header());
    return new Response(interim() + head + (isEmpty ? "" : body.text()), isKept, isUnbounded);
  }

  private String interim() {
    return switch (random.nextInt(12)) {
      case 0 -> "HTTP/1.1 100 Continue\r\n\r\n";
      case 1 -> "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(2);
      default -> "";
    };
  }

  private String connection(int version, boolean closes) {
    if (version == 0) {
      return closes ? "" : "Connection: keep-alive";
    }
    return closes ? "Connection: close" : any(List.of("", "", "Connection: keep-alive"));
  }

  /** The header that describes a body, and the body as it is sent. */
  private record Body(String header, String text) {}

  private Body body(int version) {
    return switch (random.nextInt(version == 0 ? 2 : 3)) {
      case 0 -> new Body("Content-Length: 0", "");
      case 1 -> bodyOfLength(any(BODIES));
      default -> new Body("Transfer-Encoding: chunked", chunks());
    };
  }

  private static Body bodyOfLength(String text) {
    return new Body("Content-Length: " + text.length(), text);
  }

  private String chunks() {
    var chunks = new StringBuilder();
    while (random.nextInt(3) > 0) {
      var data = any(BODIES);
      if (!data.isEmpty()) {
        chunks.append(size(data.length())).append("\r\n").append(data).append("\r\n");
      }
    }
    chunks.append(size(0)).append("\r\n");
    return chunks.append(random.nextInt(4) == 0 ? headers("X-Sum: 1") : "\r\n").toString();
  }

  private String size(int size) {
    var digits = Integer.toHexString(size);
    return switch (random.nextInt(4)) {
      case 0 -> "000" + digits;
      case 1 -> digits.toUpperCase(Locale.ROOT);
      default -> digits;
    };
  }

  /** Writes headers, and others between them, and the empty line. */
  private String headers(String... headers) {
    var lines = new StringBuilder();
    for (var header : headers) {
      while (random.nextInt(3) == 0) {
        lines.append(any(HEADERS)).append("\r\n");
      }
      lines.append(header.isEmpty() ? "" : inAnyCase(header) + "\r\n");
    }
    return lines.append("\r\n").toString();
  }

  private String inAnyCase(String header) {
    return switch (random.nextInt(6)) {
      case 0 -> header.toLowerCase(Locale.ROOT);
      case 1 -> header.toUpperCase(Locale.ROOT);
      default -> header;
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
