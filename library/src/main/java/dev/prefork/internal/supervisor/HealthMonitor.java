package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.health.HealthRules;
import dev.prefork.internal.supervisor.health.LimitCheck;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Asks the workers how they are, and looks at their processes. Only used on the supervisor's
 * thread.
 */
final class HealthMonitor {
  /** Figures are wanted also if nobody's health is. */
  private static final long OTHERWISE_MILLIS = 500;

  private final SupervisorOptions options;
  private final NotificationThread notifications;
  private final Consumer<SupervisorCommand> mailbox;
  private long last;

  HealthMonitor(
      SupervisorOptions options,
      NotificationThread notifications,
      Consumer<SupervisorCommand> mailbox) {
    this.options = options;
    this.notifications = notifications;
    this.mailbox = mailbox;
  }

  /** Begins a round if it is time for one. */
  void begin(Collection<SupervisedWorker> wards, long now) {
    long interval = options.health().interval().toMillis();
    if (now - last < (interval == 0 ? OTHERWISE_MILLIS : interval)) {
      return;
    }
    last = now;
    for (SupervisedWorker supervised : wards) {
      supervised.measure(now);
      if (supervised.mayBeAsked()) {
        ask(supervised);
      }
      if (supervised.stage() == Stage.SERVING && supervised.exceededLimit().isEmpty()) {
        checkLimits(supervised, now);
      }
    }
  }

  private void ask(SupervisedWorker supervised) {
    supervised.asked(true);
    int id = supervised.worker().id();
    CompletableFuture<Void> _ =
        supervised
            .worker()
            .health()
            .handle((health, _) -> new SupervisorCommand.Answered(id, health))
            .thenAccept(mailbox);
  }

  private void checkLimits(SupervisedWorker supervised, long now) {
    String wear =
        LimitCheck.of(
            options.limits(),
            supervised.figures(),
            supervised.servedFor(now),
            supervised.worker().id());
    if (!wear.isEmpty()) {
      supervised.markOverLimit(wear);
      notifications.note(supervised + " is to be replaced: " + wear);
    }
  }

  void answered(SupervisedWorker supervised, HealthReport health, long now) {
    if (supervised.isLate(options.gracePeriod(), now)) {
      return; // what it had when its time was over is for the ledger
    }
    supervised.answered(health, HealthRules.of(health, options.health()), now);
  }
}
