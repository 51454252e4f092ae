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
    try {
      join(Invitation.ofThisProcess());
    } catch (IOException e) {
      System.err.println("prefork: this process cannot be a worker: " + e.getMessage());
      System.exit(1);
    }
    runMain(args);
  }

  private static void runMain(String[] args) throws Throwable {
    try {
      MainInvoker.run(args);
    } catch (Throwable e) {
      KeepAlive.end(); // a program that fails at start ends, as it would alone
      throw e;
    }
  }

  private static void join(Invitation invitation) throws IOException {
    try {
      WorkerRuntime.start(invitation);
      KeepAlive.begin();
    } catch (IOException e) {
      if (invitation.isVoid()) {
        System.exit(0); // the primary ended while this JVM started: as if it had ended later
      }
      throw e;
    }
  }
}
