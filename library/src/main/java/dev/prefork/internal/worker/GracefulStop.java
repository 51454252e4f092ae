package dev.prefork.internal.worker;

import dev.prefork.internal.nio.connections.LastRequests;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.sys.Processes;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a worker that is told to stop. The application hears of it by SIGTERM, as it would
 * without Prefork; and the JVM, which may have no hooks but ours, stays while requests are being
 * executed.
 */
final class GracefulStop {
  /** What a shell says of a process that SIGTERM has ended, and the JVM's exit code then. */
  private static final int TERMINATED = 128 + Signal.SIGTERM.number();

  /** How long a JVM may take to begin its shutdown. One that has not is up to the application. */
  private static final long BEGIN_MILLIS = 1000;

  private final long graceMillis;
  private final KeepAliveThread keepAlive;
  private final Runnable lastWords;
  private final CountDownLatch begun = new CountDownLatch(1);

  /**
   * To be begun.
   *
   * @param lastWords told to the primary when no request is being executed any more
   */
  GracefulStop(long graceMillis, KeepAliveThread keepAlive, Runnable lastWords) {
    this.graceMillis = graceMillis;
    this.keepAlive = keepAlive;
    this.lastWords = lastWords;
  }

  /** Stops. Returns when there is nothing left to do for us, if the process still lives then. */
  void begin() {
    OpenConnections.quiesceShared();
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::hold, "prefork-requests"));
    } catch (IllegalStateException e) {
      lastWords.run();
      return; // it is ending already, in its own way
    }
    raise();
    awaitOwnEnd();
  }

  /** The application's hooks run at the same time, and may wait for the main thread to end. */
  private void hold() {
    begun.countDown();
    keepAlive.end();
    DrainState.releaseAfter(OrphanExit.TIMEOUT_MILLIS);
    LastRequests.awaitAll(graceMillis);
    lastWords.run();
  }

  private static void raise() {
    try {
      if (Processes.handlesSignal(Signal.SIGTERM.number())
          && Processes.signal(ProcessHandle.current().pid(), Signal.SIGTERM.number())) {
        return;
      }
    } catch (IOException e) {
      // then without the signal
    }
    System.exit(TERMINATED);
  }

  /**
   * An application that has a signal handler may not exit, but end its threads: ours must not keep
   * the process alive then.
   */
  private void awaitOwnEnd() {
    try {
      if (!begun.await(BEGIN_MILLIS, TimeUnit.MILLISECONDS)) {
        LastRequests.awaitAll(graceMillis);
        lastWords.run();
        keepAlive.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows this thread
    }
  }
}
