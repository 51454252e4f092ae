package dev.prefork.internal.supervisor;

import dev.prefork.Listening;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.supervisor.health.HttpProbe;
import dev.prefork.supervisor.model.Readiness;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Determines when a worker is ready. Confined to the supervisor's thread, apart from probes. */
final class Admission {
  private static final long TIMEOUT_SECONDS = 5;
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Readiness readiness;
  private final Consumer<SupervisorCommand> commands;

  Admission(Readiness readiness, Consumer<SupervisorCommand> commands) {
    this.readiness = readiness;
    this.commands = commands;
  }

  /** Returns the settings with workers held, unless they are ready as soon as they listen. */
  Settings settings(Settings settings) {
    return settings.withHeld(!(readiness instanceof Readiness.OnListening));
  }

  /** Returns whether a worker that listens is ready by that; otherwise starts to probe it. */
  boolean isReady(Listening event) {
    if (readiness instanceof Readiness.OnHttpOk(var target)) {
      HttpProbe probe = new HttpProbe(target);
      if (event.port() == probe.port()) {
        start(probe, event.worker());
      }
    }
    return readiness instanceof Readiness.OnListening;
  }

  /** Returns whether workers are ready when they call {@code Cluster.ready()}. */
  boolean isByReadyCall() {
    return readiness instanceof Readiness.OnReadyCall;
  }

  private void start(HttpProbe probe, Worker worker) {
    Thread.ofPlatform()
        .name("prefork-readiness-probe-" + worker.id())
        .daemon(true)
        .start(() -> repeat(probe, worker));
  }

  /** Repeats the probe until it succeeds or the worker has exited. */
  private void repeat(HttpProbe probe, Worker worker) {
    String previous = "";
    while (worker.isConnected()) {
      String problem = probe(probe, worker);
      if (problem.isEmpty() || !problem.equals(previous)) {
        commands.accept(new SupervisorCommand.Probed(worker.id(), problem));
      }
      if (problem.isEmpty()) {
        return;
      }
      previous = problem;
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  private static String probe(HttpProbe probe, Worker worker) {
    CompletableFuture<SocketChannel> connection = worker.probe(probe.port());
    try {
      return probe.ask(connection.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      CompletableFuture<Void> _ = connection.thenAccept(Admission::close);
      return "no connection for the readiness probe within " + TIMEOUT_SECONDS + " s";
    } catch (ExecutionException e) {
      return "no connection for the readiness probe: " + e.getCause();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the probe thread was interrupted", e);
    }
  }

  private static void close(SocketChannel late) {
    try {
      late.close();
    } catch (IOException e) {
      // the connection was never used
    }
  }
}
