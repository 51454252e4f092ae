package dev.prefork.it.harness.servers;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an HTTP server answers.
 *
 * @param status the first line
 * @param headers by lower-case name
 * @param text the body
 */
public record HttpAnswer(String status, Map<String, String> headers, String text) {
  /**
   * Reads one.
   *
   * @throws EOFException if it has no end
   */
  public static HttpAnswer read(InputStream in) throws IOException {
    String status = Lines.read(in);
    Map<String, String> headers = new TreeMap<>();
    for (String line = Lines.read(in); !line.isEmpty(); line = Lines.read(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, line.substring(colon + 1).strip());
    }
    byte[] body =
        headers.containsKey("content-length")
            ? readExactly(in, Integer.parseInt(headers.get("content-length")))
            : readChunks(in);
    return new HttpAnswer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = readSize(in); size > 0; size = readSize(in)) {
      all.write(readExactly(in, size));
      Lines.read(in);
    }
    Lines.read(in);
    return all.toByteArray();
  }

  private static int readSize(InputStream in) throws IOException {
    return Integer.parseInt(Lines.read(in), 16);
  }

  private static byte[] readExactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ends in its middle");
    }
    return bytes;
  }

  /** True if the server has done what it was asked. */
  public boolean isOk() {
    return status.startsWith("HTTP/1.1 200");
  }

  /** True if no more can be asked on this connection. */
  public boolean isLast() {
    return headers.getOrDefault("connection", "").equalsIgnoreCase("close");
  }
}
