package dev.prefork.it.harness.servers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines, and nothing after them. */
final class Lines {
  private Lines() {}

  static String read(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended instead of an answer");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }
}
