package dev.prefork.it.harness;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers to bind later. They are none that the kernel gives to clients by itself: a
 * connection of a test that runs beside this one would take it meanwhile.
 */
final class FreePorts {
  private static final int LOWEST = 10_000;

  /** Where the ports that Linux gives by itself begin. */
  private static final int END = 32_768;

  /** The tests run in up to so many processes, and each has its own share. */
  private static final int PROCESSES = 2;

  private static final int SHARE = (END - LOWEST) / PROCESSES;
  private static final int FIRST =
      LOWEST + SHARE * ((Integer.getInteger("surefire.forkNumber", 1) - 1) % PROCESSES);
  private static final AtomicInteger COUNT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 31 % SHARE));

  private FreePorts() {}

  static int next() {
    for (int tried = 0; tried < SHARE; tried++) {
      int port = FIRST + COUNT.getAndIncrement() % SHARE;
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no port from " + FIRST + " to " + (FIRST + SHARE - 1) + " is free");
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
