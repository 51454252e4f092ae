package dev.prefork.dispatch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;

/** What the kernel knows of a listening socket, as {@code ss} prints it. */
final class Backlog {
  private Backlog() {}

  /** How many connections wait to be accepted. */
  static int lengthOf(int port) throws IOException {
    return column(port, 1);
  }

  /** How many may wait. */
  static int limitOf(int port) throws IOException {
    return column(port, 2);
  }

  private static int column(int port, int column) throws IOException {
    List<String> lines = ss(port);
    if (lines.size() != 1) {
      throw new IOException("not one socket listens on port " + port + ": " + lines);
    }
    return Integer.parseInt(lines.getFirst().strip().split("\\s+", -1)[column]);
  }

  private static List<String> ss(int port) throws IOException {
    try {
      var ss = new ProcessBuilder("ss", "-Hltn", "sport", "=", Integer.toString(port));
      return ss.redirectErrorStream(true).start().inputReader().readAllLines();
    } catch (IOException e) {
      assumeTrue(false, "ss is not installed: " + e.getMessage());
      throw e;
    }
  }
}
