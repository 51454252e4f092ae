package dev.prefork.internal.dispatch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What the kernel knows of a listening socket, as {@code ss} prints it. */
final class Backlog {
  private Backlog() {}

  /** How many connections wait to be accepted, in all sockets together. */
  static int lengthOf(int port) throws IOException {
    return column(port, 1).sum();
  }

  /** How many sockets listen. */
  static int socketsOf(int port) throws IOException {
    return ss(port).size();
  }

  /** How many may wait, which is the same for all sockets. */
  static int limitOf(int port) throws IOException {
    int[] limits = column(port, 2).distinct().toArray();
    if (limits.length != 1) {
      throw new IOException("not one limit on port " + port + ": " + Arrays.toString(limits));
    }
    return limits[0];
  }

  private static IntStream column(int port, int column) throws IOException {
    return ss(port).stream()
        .mapToInt(line -> Integer.parseInt(line.strip().split("\\s+", -1)[column]));
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
