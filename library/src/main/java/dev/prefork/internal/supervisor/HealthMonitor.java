package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.health.Diagnosis;
import dev.prefork.internal.supervisor.health.LimitCheck;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.model.Vitals;
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
  private final NotificationThread telling;
  private final Consumer<SupervisorCommand> mailbox;
  private long last;

  HealthMonitor(
      SupervisorOptions options, NotificationThread telling, Consumer<SupervisorCommand> mailbox) {
    this.options = options;
    this.telling = telling;
    this.mailbox = mailbox;
  }

  /** Begins a round if it is time for one. */
  void begin(Collection<SupervisedWorker> wards, long now) {
    long interval = options.health().interval().toMillis();
    if (now - last < (interval == 0 ? OTHERWISE_MILLIS : interval)) {
      return;
    }
    last = now;
    for (SupervisedWorker ward : wards) {
      ward.measure(now);
      if (ward.mayBeAsked()) {
        ask(ward);
      }
      if (ward.life() == Stage.SERVING && ward.worn().isEmpty()) {
        checkWear(ward, now);
      }
    }
  }

  private void ask(SupervisedWorker ward) {
    ward.asked(true);
    int id = ward.worker().id();
    CompletableFuture<Void> _ =
        ward.worker()
            .vitals()
            .handle((vitals, _) -> new SupervisorCommand.Answered(id, vitals))
            .thenAccept(mailbox);
  }

  private void checkWear(SupervisedWorker ward, long now) {
    String wear =
        LimitCheck.of(options.limits(), ward.figures(), ward.servedFor(now), ward.worker().id());
    if (!wear.isEmpty()) {
      ward.wearsOut(wear);
      telling.note(ward + " is to be replaced: " + wear);
    }
  }

  void answered(SupervisedWorker ward, Vitals vitals, long now) {
    if (ward.isLate(options.grace(), now)) {
      return; // what it had when its time was over is for the ledger
    }
    ward.answered(vitals, Diagnosis.of(vitals, options.health()), now);
  }
}
