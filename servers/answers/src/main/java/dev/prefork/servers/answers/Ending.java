package dev.prefork.servers.answers;

import java.util.concurrent.CountDownLatch;

/** A server that is stopped in a process that goes on. */
public final class Ending {
  private Ending() {}

  /** A server's own way to stop. */
  public interface Stop {
    /** Stops it. */
    void run() throws Exception;
  }

  /** Stops the server soon, says when that is done, and keeps the process alive. */
  public static void stop(Stop server) {
    Thread.ofPlatform().name("stop").start(() -> stopAndStay(server));
  }

  private static void stopAndStay(Stop server) {
    try {
      server.run();
      System.out.println("stopped " + ProcessHandle.current().pid());
      new CountDownLatch(1).await();
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }
}
