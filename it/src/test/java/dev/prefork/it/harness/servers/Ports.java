package dev.prefork.it.harness.servers;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody uses. Not such as the system gives to clients: of these there are many here,
 * and one could take a port before its server does.
 */
final class Ports {
  private static final int FIRST = 20_000;
  private static final AtomicInteger LAST =
      new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() % 10_000));

  private Ports() {}

  static int next() {
    int port = LAST.incrementAndGet();
    while (!isFree(port)) {
      port = LAST.incrementAndGet();
    }
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port);
        DatagramSocket _ = new DatagramSocket(port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
