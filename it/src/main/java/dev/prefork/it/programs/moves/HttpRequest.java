package dev.prefork.it.programs.moves;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/1.1.
 *
 * @param end the position behind its last byte
 */
record HttpRequest(String method, String target, byte[] body, int end) {
  private static final String LINE = "\r\n";
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked");

  /** Returns the request that the text begins with, in which each byte is a character. */
  static @Nullable HttpRequest parse(String text) {
    int end = text.indexOf(LINE + LINE);
    if (end < 0) {
      return null;
    }
    String head = text.substring(0, end);
    int body = end + 2 * LINE.length();
    return CHUNKED.matcher(head).find()
        ? chunked(head, text, body)
        : plain(head, text, body, contentLength(head));
  }

  private static int contentLength(String head) {
    Matcher length = LENGTH.matcher(head);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  private static @Nullable HttpRequest plain(String head, String text, int from, int length) {
    int end = from + length;
    return text.length() < end ? null : of(head, text.substring(from, end), end);
  }

  private static @Nullable HttpRequest chunked(String head, String text, int from) {
    StringBuilder body = new StringBuilder();
    int at = from;
    for (int line = text.indexOf(LINE, at); line >= 0; line = text.indexOf(LINE, at)) {
      int begin = line + LINE.length();
      int size = Integer.parseInt(text.substring(at, line), 16);
      at = begin + size + LINE.length();
      if (text.length() < at) {
        return null;
      }
      if (size == 0) {
        return of(head, body.toString(), at);
      }
      body.append(text, begin, begin + size);
    }
    return null;
  }

  private static HttpRequest of(String head, String body, int end) {
    String[] words = head.split(" ", 3);
    return new HttpRequest(words[0], words[1], body.getBytes(StandardCharsets.ISO_8859_1), end);
  }
}
