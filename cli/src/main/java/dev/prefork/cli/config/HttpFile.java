package dev.prefork.cli.config;

import dev.prefork.internal.host.IoReason;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.supervisor.model.WarmUpRequest;
import dev.prefork.supervisor.model.WarmUpRequest.Header;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of requests in the format of HTTP clients in IDEs ({@code .http}), without their
 * variables, scripts and references to other files.
 */
public final class HttpFile {
  /** A body of the largest size for a few requests. */
  private static final int MAX_BYTES = 16 << 20;

  private static final Pattern SCRIPT = Pattern.compile("(<|<@|>|>>|<>) .*");

  private final String name;
  private final List<String> lines;
  private final List<WarmUpRequest> requests = new ArrayList<>();
  private int next;

  /** The line that an error is about. */
  private int checked;

  private HttpFile(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /**
   * Reads the requests of one item of a list: those of a file, or that of a line.
   *
   * @param item a request line, or a path
   * @return the requests
   * @throws IllegalArgumentException if there are none, or if one of them is invalid
   */
  public static List<WarmUpRequest> requests(String item) {
    return RequestLine.isLine(item)
        ? List.of(RequestLine.of(item).with(List.of(), ""))
        : read(item);
  }

  private static List<WarmUpRequest> read(String path) {
    HttpFile file = new HttpFile(path, lines(path));
    while (file.next < file.lines.size()) {
      file.readSection();
    }
    if (file.requests.isEmpty()) {
      throw new IllegalArgumentException(
          path + ": no request in this file: expected " + RequestLine.EXAMPLE);
    }
    return file.requests;
  }

  private static List<String> lines(String path) {
    try {
      Path file = WorkingDirectory.resolve(Path.of(path));
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException("not a regular file");
      }
      return ConfigurationFile.text(file, MAX_BYTES).lines().toList();
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(path + ": not UTF-8 text: check the path", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: reading the requests failed (%s): check the path".formatted(path, IoReason.of(e)),
          e);
    }
  }

  /** Reads up to the next separator. */
  private void readSection() {
    while (isInSection() && isBlankOrComment(line())) {
      next++;
    }
    if (isInSection()) {
      try {
        readRequest();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s:%d: %s".formatted(name, checked + 1, e.getMessage()), e);
      }
    }
    next++; // the separator
  }

  private boolean isInSection() {
    return next < lines.size() && !line().startsWith("###");
  }

  private String line() {
    return lines.get(next);
  }

  private static boolean isBlankOrComment(String line) {
    return line.isBlank() || line.startsWith("#") || line.startsWith("//");
  }

  private void readRequest() {
    int start = next;
    checked = start;
    RequestLine first = RequestLine.of(line());
    next++;
    List<Header> headers = headers();
    String body = body();
    checked = start;
    requests.add(first.with(headers, body));
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    for (; isInSection() && !line().isBlank(); next++) {
      checked = next;
      if (!isBlankOrComment(line())) {
        headers.add(header(line()));
      }
    }
    return headers;
  }

  private static Header header(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw ValueType.invalid("header", line, "a name, a colon and a value");
    }
    return new Header(line.substring(0, colon), line.substring(colon + 1).strip());
  }

  /** The lines after the empty one, without empty lines at the end. */
  private String body() {
    List<String> body = new ArrayList<>();
    for (; isInSection(); next++) {
      checked = next;
      if (SCRIPT.matcher(line()).matches()) {
        throw new IllegalArgumentException(
            "scripts and references to files are not supported: '" + line() + "'");
      }
      body.add(line());
    }
    return String.join("\n", body).stripTrailing().replaceFirst("^\n+", "");
  }
}
