package dev.prefork.internal.supervisor.service;

import dev.prefork.internal.host.ServiceManager;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.WorkerStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the service manager of the state of a cluster. Only the supervisor's thread calls it, in
 * every pass: if this thread is stuck, the watchdog of the service manager fires.
 */
public final class SystemdNotifier implements AutoCloseable {
  /** The time that the primary needs after the last worker was killed. */
  private static final Duration END = Duration.ofSeconds(10);

  private final ServiceManager manager;
  private final Duration drain;
  private final @Nullable Duration watchdog;
  private State state = State.NOTHING;
  private long aliveAt;

  /** The last state that the manager knows. */
  private enum State {
    NOTHING,
    READY,
    RELOADING,
    STOPPING
  }

  /**
   * Creates a notifier.
   *
   * @param drain the time limit for draining workers
   */
  public SystemdNotifier(ServiceManager manager, Duration drain) {
    this.manager = manager;
    this.drain = drain;
    this.watchdog = manager.watchdogInterval();
  }

  /**
   * Notifies the manager of changes and, if it has a watchdog, that the cluster is alive.
   *
   * @param now the time in ms, of a monotonic clock
   */
  public void publish(ClusterStatus status, long now) {
    State next = next(status);
    String text = text(status);
    if (next == state) {
      manager.status(text);
    } else {
      state = next;
      switch (next) {
        case READY -> manager.ready(text);
        case RELOADING -> manager.reloading(text);
        case STOPPING -> manager.stopping(text, drain.plus(END));
        case NOTHING -> throw new IllegalStateException("a notification cannot be withdrawn");
      }
    }
    keepAlive(now);
  }

  /** Notifies the manager, if it has a watchdog, that the cluster is alive. */
  public void keepAlive(long now) {
    if (watchdog != null && (aliveAt == 0 || now - aliveAt >= watchdog.toMillis())) {
      aliveAt = now;
      manager.pingWatchdog();
    }
  }

  private State next(ClusterStatus status) {
    return switch (status.state()) {
      case STOPPING, STOPPED -> State.STOPPING;
      case RELOADING -> state == State.NOTHING ? State.NOTHING : State.RELOADING;
      case STARTING, RUNNING, DEGRADED, BROKEN ->
          state != State.NOTHING || serving(status) > 0 ? State.READY : State.NOTHING;
    };
  }

  private static long serving(ClusterStatus status) {
    return status.workers().stream()
        .filter(worker -> worker.state() == WorkerStatus.State.SERVING)
        .count();
  }

  private static String text(ClusterStatus status) {
    String serving = serving(status) + " of " + status.desired() + " workers serving";
    Report last = status.lastOperation();
    return switch (status.state()) {
      case STOPPING, STOPPED -> "stopping: " + status.workers().size() + " workers left";
      case RELOADING -> "reloading to generation " + status.generation() + ": " + serving;
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
