package dev.prefork.internal.worker;

import dev.prefork.internal.nio.connections.LastRequests;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.move.Mover;
import dev.prefork.internal.sys.Processes;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops a worker gracefully. The application gets SIGTERM, as it would without Prefork. A shutdown
 * hook keeps the JVM alive while requests are being executed.
 */
final class GracefulStop {
  /** The exit code of a JVM that SIGTERM has ended. */
  private static final int TERMINATED = 128 + Signal.SIGTERM.number();

  /**
   * The time for the JVM to begin its shutdown. After that, the application handles SIGTERM itself.
   */
  private static final long BEGIN_MILLIS = 1000;

  /** Connections may move for {@code 1/MOVING_PART} of the grace period. */
  private static final long MOVING_PART = 2;

  private final long start = System.nanoTime();
  private final long graceMillis;
  private final KeepAliveThread keepAlive;
  private final Runnable lastWords;
  private final CountDownLatch begun = new CountDownLatch(1);

  /**
   * Creates a stop that has not begun.
   *
   * @param lastWords runs when no request is being executed any more
   */
  GracefulStop(long graceMillis, KeepAliveThread keepAlive, Runnable lastWords) {
    this.graceMillis = graceMillis;
    this.keepAlive = keepAlive;
    this.lastWords = lastWords;
  }

  /**
   * Begins the stop. Returns when Prefork has nothing left to do, if the process is still alive.
   */
  void begin() {
    OpenConnections.quiesceShared();
    moveConnections();
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::hold, "prefork-requests"));
    } catch (IllegalStateException e) {
      lastWords.run();
      return; // the JVM is already shutting down
    }
    raise();
    awaitOwnEnd();
  }

  /** Before SIGTERM, after which a server answers and closes its connections. */
  private void moveConnections() {
    try {
      Mover.awaitSettled(graceMillis / MOVING_PART);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no code has a reference to this thread
    }
  }

  private long graceLeft() {
    return Math.max(0, graceMillis - (System.nanoTime() - start) / 1_000_000);
  }

  /** Runs beside the application's hooks, which may wait for the main thread to end. */
  private void hold() {
    begun.countDown();
    keepAlive.end();
    DrainState.releaseAfter(OrphanExit.TIMEOUT_MILLIS);
    LastRequests.awaitAll(graceLeft());
    lastWords.run();
  }

  private static void raise() {
    try {
      if (Processes.handlesSignal(Signal.SIGTERM.number())
          && Processes.signal(ProcessHandle.current().pid(), Signal.SIGTERM.number())) {
        return;
      }
    } catch (IOException e) {
      // exit without the signal
    }
    System.exit(TERMINATED);
  }

  /**
   * An application with a signal handler may end its threads instead of exiting. The keep-alive
   * thread must not keep the process alive in that case.
   */
  private void awaitOwnEnd() {
    try {
      if (!begun.await(BEGIN_MILLIS, TimeUnit.MILLISECONDS)) {
        LastRequests.awaitAll(graceLeft());
        lastWords.run();
        keepAlive.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no code has a reference to this thread
    }
  }
}
