package dev.prefork.worker;

import java.io.IOException;

/**
 * The main class of every worker: connects to the primary, then runs the application's main as if
 * it had been started by itself.
 */
public final class Bootstrap {
  private Bootstrap() {}

  /**
   * Runs a worker.
   *
   * @param args what to run, for {@link MainInvoker}
   */
  public static void main(String[] args) throws Throwable {
    join();
    MainInvoker.run(args);
  }

  private static void join() {
    try {
      WorkerRuntime.start(Invitation.ofThisProcess());
    } catch (IOException e) {
      System.err.println("prefork: this worker cannot reach its primary: " + e.getMessage());
      System.exit(1);
    }
  }
}
