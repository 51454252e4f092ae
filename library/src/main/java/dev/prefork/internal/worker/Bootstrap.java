package dev.prefork.internal.worker;

import dev.prefork.internal.launch.MainInvoker;
import dev.prefork.internal.nio.jdk.UnixSockets;
import java.io.IOException;

/**
 * The main class of every worker: connects to the primary, then runs the application's main as if
 * it had been started by itself.
 */
public final class Bootstrap {
  private Bootstrap() {}

  /**
   * Runs a worker. One that is connected and has nothing to do stays, as in Node; one whose main
   * method fails is not kept: it ends as it would alone.
   *
   * @param args what to run, for {@link MainInvoker}
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
