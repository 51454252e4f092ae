package dev.prefork.internal.supervisor.warmup;

import dev.prefork.supervisor.model.WarmUpRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A request as it is sent.
 *
 * @param request the request, for messages
 * @param endpoint where it is sent
 * @param bytes the head and the body
 */
record WireRequest(WarmUpRequest request, Endpoint endpoint, byte[] bytes) {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** A port, and the host for its TLS handshake. */
  record Endpoint(boolean secure, String host, int port) {}

  static WireRequest of(WarmUpRequest request) {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    byte[] head = head(request, body.length).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, bytes, head.length, body.length);
    return new WireRequest(request, endpoint(request.target()), bytes);
  }

  private static Endpoint endpoint(URI target) {
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    int port = target.getPort() >= 0 ? target.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    return new Endpoint(secure, target.getHost(), port);
  }

  private static String head(WarmUpRequest request, int length) {
    URI target = URI.create(request.target().toASCIIString());
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(" ").append(path(target)).append(" HTTP/1.1\r\n");
    addUnlessGiven(head, request, "Host", authority(target));
    addUnlessGiven(head, request, "User-Agent", "prefork");
    addUnlessGiven(head, request, "Accept", "*/*");
    request.headers().forEach(header -> add(head, header.name(), header.value()));
    if (length > 0 || mayHaveBody(request.method())) {
      add(head, "Content-Length", Integer.toString(length));
    }
    return head.append("\r\n").toString();
  }

  private static String path(URI target) {
    String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
    return target.getRawQuery() == null ? path : path + "?" + target.getRawQuery();
  }

  /** Returns the host and the port, without the user. */
  private static String authority(URI target) {
    return target.getPort() < 0 ? target.getHost() : target.getHost() + ":" + target.getPort();
  }

  /** Servers wait for the length of what these methods send. */
  private static boolean mayHaveBody(String method) {
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  private static void addUnlessGiven(
      StringBuilder head, WarmUpRequest request, String name, String value) {
    if (request.headers().stream().noneMatch(header -> header.name().equalsIgnoreCase(name))) {
      add(head, name, value);
    }
  }

  private static void add(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
