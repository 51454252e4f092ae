package dev.prefork.it.programs.moves;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one connection with the pid, the client's address, the target, the length
 * of the request's body and its checksum. The answer to a POST is chunked.
 *
 * <p>Prints {@code served PID TARGET} first, for each target but {@code /}.
 */
final class HttpAnswers {
  private static final long PID = ProcessHandle.current().pid();

  private static final int PACES = 8;

  /** How long an answer takes, at least: for each client another multiple of it. */
  private static volatile long workNanos;

  private final String client;
  private final StringBuilder unread = new StringBuilder();

  HttpAnswers(InetSocketAddress client) {
    this.client = text(client);
  }

  static void setWork(int millis) {
    workNanos = millis * 1_000_000L;
  }

  /** Takes what has arrived; returns the answers to all requests that are complete. */
  byte[] take(byte[] bytes, int length) {
    unread.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    for (HttpRequest next = next(); next != null; next = next()) {
      answers.writeBytes(answer(next));
    }
    return answers.toByteArray();
  }

  private @Nullable HttpRequest next() {
    HttpRequest request = HttpRequest.parse(unread.toString());
    if (request != null) {
      unread.delete(0, request.end());
    }
    return request;
  }

  private byte[] answer(HttpRequest request) {
    String text = serve(request.target(), client, request.body()) + "\n";
    String size = Integer.toHexString(text.length());
    String answer =
        request.method().equals("POST")
            ? "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n" + text + "\r\n0\r\n\r\n"
            : "Content-Length: " + text.length() + "\r\n\r\n" + text;
    return ("HTTP/1.1 200 OK\r\n" + answer).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Executes a request. */
  static String serve(String target, String client, byte[] body) {
    if (!target.equals("/")) {
      IO.println("served " + PID + " " + target);
    }
    if (workNanos > 0) {
      LockSupport.parkNanos(workNanos * (1 + Math.floorMod(client.hashCode(), PACES)));
    }
    CRC32 sum = new CRC32();
    sum.update(body);
    return "%d %s %s %d %d".formatted(PID, client, target, body.length, sum.getValue());
  }

  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
