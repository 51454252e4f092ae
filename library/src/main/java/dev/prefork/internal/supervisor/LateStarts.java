package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.model.BindFailure;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what workers do that take long to become ready, and says so once of each. Only used on
 * the supervisor's thread.
 */
final class LateStarts {
  private static final long LONG_MILLIS = 10_000;
  private static final long PATIENCE_SECONDS = 2;

  private final NotificationThread telling;
  private final Consumer<SupervisorCommand> mailbox;
  private final long after;

  LateStarts(
      SupervisorOptions options, NotificationThread telling, Consumer<SupervisorCommand> mailbox) {
    this.telling = telling;
    this.mailbox = mailbox;
    this.after = Math.min(LONG_MILLIS, options.boot().patience().toMillis() / 2);
  }

  /** Asks those whose start takes long by now. */
  void look(Collection<SupervisedWorker> wards, long now) {
    for (SupervisedWorker ward : wards) {
      if (ward.life() == Stage.STARTING && now - ward.since() >= after && ward.isLateAtFirst()) {
        ask(ward);
      }
    }
  }

  private void ask(SupervisedWorker ward) {
    int id = ward.worker().id();
    if (!ward.hasConnected()) {
      mailbox.accept(
          new SupervisorCommand.Observed(id, "its JVM has not begun to run the program"));
      return;
    }
    CompletableFuture<Void> _ =
        ward.worker()
            .mainStack()
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .handle((frames, _) -> new SupervisorCommand.Observed(id, activity(frames)))
            .thenAccept(mailbox);
  }

  private static String activity(@Nullable List<String> frames) {
    return frames == null ? "its JVM does not answer" : Obstacles.of(frames);
  }

  /** A worker does this. */
  void observed(SupervisedWorker ward, String activity, long now) {
    if (ward.life() != Stage.STARTING) {
      return;
    }
    BindFailure failure = ward.worker().bindFailure();
    String cause = failure == null ? activity : Obstacles.of(failure) + "; " + activity;
    if (ward.obstacle().isEmpty()) {
      ward.obstacle(cause);
    }
    String what = ward.addresses().isEmpty() ? "has not listened" : "is not ready";
    telling.note(
        "%s %s after %d s: %s"
            .formatted(ward, what, TimeUnit.MILLISECONDS.toSeconds(now - ward.since()), cause));
  }
}
