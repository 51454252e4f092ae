package dev.prefork.internal.worker;

import dev.prefork.internal.launch.MainInvoker;
import dev.prefork.internal.nio.jdk.UnixSockets;
import java.io.IOException;

/**
 * The main class of every worker: connects to the primary, then runs the application's main method.
 */
public final class Bootstrap {
  private Bootstrap() {}

  /**
   * Runs a worker. After the main method returns, the channel keeps the process alive, as in Node.
   * If the main method fails, the process ends as it would without Prefork.
   *
   * @param args the program and its arguments, for {@link MainInvoker}
   */
  public static void main(String[] args) throws Throwable {
    UnixSockets.prepare();
    WorkerRuntime runtime;
    try {
      runtime = start();
    } catch (IOException e) {
      System.err.println("prefork: cannot start this process as a worker: " + e.getMessage());
      System.exit(1);
      return;
    }
    try {
      MainInvoker.run(args);
    } catch (Throwable e) {
      if (!runtime.isExpected(e)) {
        throw e;
      }
    }
    runtime.awaitRelease();
  }

  private static WorkerRuntime start() throws IOException {
    WorkerEnvironment environment = WorkerEnvironment.ofThisProcess();
    if (environment.changesUser()) {
      Privileges.drop(environment);
    }
    return WorkerRuntime.start(environment);
  }
}
