package dev.prefork.internal.supervisor;

import dev.prefork.Listening;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.host.IoReason;
import dev.prefork.internal.supervisor.health.HttpProbe;
import dev.prefork.supervisor.model.Readiness;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Determines when a worker is ready. Confined to the supervisor's thread, apart from probes. */
final class Admission {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Readiness readiness;
  private final Consumer<SupervisorCommand> commands;
  private final WarmUps warmUps;

  Admission(StartupOptions options, Consumer<SupervisorCommand> commands) {
    this.readiness = options.readiness();
    this.warmUps = new WarmUps(options.timeout(), commands);
    this.commands = commands;
  }

  /** Returns the settings with workers held, unless they serve as soon as they listen. */
  Settings settings(Settings settings, WarmUpRequests requests) {
    return settings.withHeld(isHolding(requests));
  }

  /** Returns whether workers with these requests are held until they serve. */
  boolean isHolding(WarmUpRequests requests) {
    return !requests.isEmpty() || !(readiness instanceof Readiness.OnListening);
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

  /** Begins to send its warm-up requests to a worker that is ready otherwise. */
  void warmUp(SupervisedWorker supervised, long now) {
    warmUps.begin(supervised, now);
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
    try {
      return probe.ask(ProbeConnection.open(worker, probe.port()));
    } catch (IOException e) {
      return "no connection for the readiness probe: " + IoReason.of(e);
    }
  }
}
