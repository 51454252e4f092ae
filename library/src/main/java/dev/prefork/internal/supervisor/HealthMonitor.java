package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.health.HealthRules;
import dev.prefork.internal.supervisor.health.LimitCheck;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Runs health checks and measures the workers' processes. Confined to the supervisor's thread. */
final class HealthMonitor {
  /** The interval for the figures in the status if health checks are off. */
  private static final long DEFAULT_INTERVAL_MILLIS = 500;

  private final SupervisorOptions options;
  private final NotificationThread notifications;
  private final Consumer<SupervisorCommand> commands;
  private final Rebalancing rebalancing;
  private long last;

  HealthMonitor(
      SupervisorOptions options,
      NotificationThread notifications,
      Consumer<SupervisorCommand> commands) {
    this.options = options;
    this.notifications = notifications;
    this.commands = commands;
    this.rebalancing = new Rebalancing(options.rebalance());
  }

  /** Returns the time between two measurements. */
  static long intervalMillis(HealthOptions health) {
    return health.interval().isZero() ? DEFAULT_INTERVAL_MILLIS : health.interval().toMillis();
  }

  /** Checks all workers if the interval has passed. */
  void begin(Collection<SupervisedWorker> workers, long now) {
    if (now - last < intervalMillis(options.health())) {
      return;
    }
    last = now;
    for (SupervisedWorker supervised : workers) {
      supervised.measure(now);
      if (supervised.mayBeChecked()) {
        check(supervised);
      }
      if (supervised.stage() == Stage.SERVING && supervised.exceededLimit().isEmpty()) {
        checkLimits(supervised, now);
      }
    }
    rebalancing.review(workers, now);
  }

  private void check(SupervisedWorker supervised) {
    supervised.checking(true);
    int id = supervised.worker().id();
    CompletableFuture<Void> _ =
        supervised
            .worker()
            .health()
            .handle((health, _) -> new SupervisorCommand.Answered(id, health))
            .thenAccept(commands);
  }

  private void checkLimits(SupervisedWorker supervised, long now) {
    String limit =
        LimitCheck.of(
            options.limits(),
            supervised.figures(),
            supervised.servedFor(now),
            supervised.worker().id());
    if (!limit.isEmpty()) {
      supervised.markOverLimit(limit);
      notifications.note(supervised.notes().replacing(limit));
    }
  }

  void answered(SupervisedWorker supervised, HealthReport health, long now) {
    if (supervised.isLate(options.gracePeriod(), now)) {
      return; // the ledger counts the connections at the end of the grace period
    }
    supervised.answered(health, HealthRules.of(health, options.health()), now);
  }
}
