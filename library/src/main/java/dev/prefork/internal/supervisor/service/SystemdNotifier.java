package dev.prefork.internal.supervisor.service;

import dev.prefork.internal.host.ServiceManager;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.WorkerStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager what becomes of a cluster. Called at each turn of the supervisor's
 * thread, and by nobody else: while that is stuck the manager hears nothing.
 */
public final class SystemdNotifier implements AutoCloseable {
  /** What is left to us after the last worker was killed. */
  private static final Duration END = Duration.ofSeconds(10);

  private final ServiceManager manager;
  private final Duration drain;
  private final @Nullable Duration watchdog;
  private Told told = Told.NOTHING;
  private long fed;

  /** What the manager believes. */
  private enum Told {
    NOTHING,
    READY,
    RELOADING,
    STOPPING
  }

  /**
   * Nothing is told yet.
   *
   * @param drain how long stopping may take
   */
  public SystemdNotifier(ServiceManager manager, Duration drain) {
    this.manager = manager;
    this.drain = drain;
    this.watchdog = manager.watchdogInterval();
  }

  /**
   * Tells what is new.
   *
   * @param now milliseconds, of a clock that only goes forward
   */
  public void tell(ClusterStatus status, long now) {
    Told next = next(status);
    String text = text(status);
    if (next == told) {
      manager.status(text);
    } else {
      told = next;
      switch (next) {
        case READY -> manager.ready(text);
        case RELOADING -> manager.reloading(text);
        case STOPPING -> manager.stopping(text, drain.plus(END));
        case NOTHING -> throw new IllegalStateException("what was told cannot be taken back");
      }
    }
    feed(now);
  }

  private void feed(long now) {
    if (watchdog != null && (fed == 0 || now - fed >= watchdog.toMillis())) {
      fed = now;
      manager.pingWatchdog();
    }
  }

  private Told next(ClusterStatus status) {
    return switch (status.state()) {
      case STOPPING, STOPPED -> Told.STOPPING;
      case RELOADING -> told == Told.NOTHING ? Told.NOTHING : Told.RELOADING;
      case STARTING, RUNNING, DEGRADED, BROKEN ->
          told != Told.NOTHING || serving(status) > 0 ? Told.READY : Told.NOTHING;
    };
  }

  private static long serving(ClusterStatus status) {
    return status.workers().stream()
        .filter(worker -> worker.state() == WorkerStatus.State.SERVING)
        .count();
  }

  private static String text(ClusterStatus status) {
    String serving = serving(status) + " of " + status.desired() + " workers serve";
    Report last = status.lastOperation();
    return switch (status.state()) {
      case STOPPING, STOPPED -> "stopping: " + status.workers().size() + " workers left";
      case RELOADING -> "to generation " + status.generation() + ": " + serving;
      default -> {
        String all = serving + ", generation " + status.generation();
        String failure = last == null || last.succeeded() ? "" : "; " + last.summary();
        yield all + (status.note().isEmpty() ? failure : "; " + status.note());
      }
    };
  }

  @Override
  public void close() {
    manager.close();
  }
}
