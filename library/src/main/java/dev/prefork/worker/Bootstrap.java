package dev.prefork.worker;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

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
      Invitation invitation = Invitation.ofThisProcess();
      if (invitation.changesUser()) {
        Privileges.drop(invitation);
      }
      WorkerRuntime.start(invitation);
    } catch (IOException e) {
      System.err.println("prefork: this process cannot be a worker: " + e.getMessage());
      System.exit(1);
    }
    MainInvoker.run(args);
    stayAlive();
  }

  /**
   * A worker that is connected and has nothing to do stays, as in Node; the end of the channel ends
   * the process. One whose main method fails is not kept: it ends as it would alone.
   */
  private static void stayAlive() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
