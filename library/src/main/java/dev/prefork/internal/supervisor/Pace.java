package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.plan.CrashLoop;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.HealthOptions;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the supervisor's thread has its next pass. While all workers serve and nothing
 * changes, that is once per health check; every event of a worker still begins a pass at once.
 * Confined to the supervisor's thread.
 */
final class Pace {
  private static final long TICK_MILLIS = 100;
  private static final long MAX_STEADY_MILLIS = 1000;
  private static final long MAX_STALL_MILLIS = 1000;

  private final long steadyMillis;
  private boolean steady;
  private long due;

  /**
   * Creates a pace.
   *
   * @param watchdog how often the service manager must be notified, or null
   */
  Pace(HealthOptions health, @Nullable Duration watchdog) {
    long interval = HealthMonitor.intervalMillis(health);
    long most = watchdog == null ? MAX_STEADY_MILLIS : watchdog.toMillis() / 2;
    this.steadyMillis =
        Math.max(TICK_MILLIS, Math.min(interval, Math.min(most, MAX_STEADY_MILLIS)));
  }

  /** Returns whether the thread, or the process, was stopped until now. */
  boolean isStalled(long now) {
    return now - due > MAX_STALL_MILLIS;
  }

  /** Returns how many ms are left until the next pass. */
  long left(long now) {
    return Math.max(0, due - now);
  }

  /** Returns whether nothing has changed since the last pass, unless a command begins a pass. */
  boolean isSteady() {
    return steady;
  }

  /** Begins a pass, and sets the time of the next. */
  void pass(boolean isSteady, long now) {
    steady = isSteady;
    due = now + (steady ? steadyMillis : TICK_MILLIS);
  }

  /** Returns whether nothing changes in a cluster until an event. */
  static boolean isSteady(ClusterStatus status, CrashLoop crashes) {
    return status.state() == ClusterStatus.State.RUNNING
        && status.note().isEmpty()
        && crashes.equals(CrashLoop.NONE)
        && status.workers().size() == status.desired();
  }

  /** Returns whether a command that has been handled begins a pass before the next is due. */
  boolean isNews(SupervisorCommand command, IntFunction<@Nullable SupervisedWorker> workers) {
    if (!steady || !(command instanceof SupervisorCommand.Answered(int worker, _))) {
      return true;
    }
    SupervisedWorker answering = workers.apply(worker);
    return answering != null && !answering.isSteady();
  }
}
