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
  private static final long TIMEOUT_SECONDS = 2;

  private final NotificationThread notifications;
  private final Consumer<SupervisorCommand> mailbox;
  private final long after;

  LateStarts(
      SupervisorOptions options,
      NotificationThread notifications,
      Consumer<SupervisorCommand> mailbox) {
    this.notifications = notifications;
    this.mailbox = mailbox;
    this.after = Math.min(LONG_MILLIS, options.startup().timeout().toMillis() / 2);
  }

  /** Asks those whose start takes long by now. */
  void look(Collection<SupervisedWorker> wards, long now) {
    for (SupervisedWorker supervised : wards) {
      if (supervised.stage() == Stage.STARTING
          && now - supervised.since() >= after
          && supervised.isLateAtFirst()) {
        ask(supervised);
      }
    }
  }

  private void ask(SupervisedWorker supervised) {
    int id = supervised.worker().id();
    if (!supervised.hasConnected()) {
      mailbox.accept(
          new SupervisorCommand.Observed(id, "its JVM has not begun to run the program"));
      return;
    }
    CompletableFuture<Void> _ =
        supervised
            .worker()
            .mainStack()
            .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .handle((frames, _) -> new SupervisorCommand.Observed(id, activity(frames)))
            .thenAccept(mailbox);
  }

  private static String activity(@Nullable List<String> frames) {
    return frames == null ? "its JVM does not answer" : Obstacles.of(frames);
  }

  /** A worker does this. */
  void observed(SupervisedWorker supervised, String activity, long now) {
    if (supervised.stage() != Stage.STARTING) {
      return;
    }
    BindFailure failure = supervised.worker().bindFailure();
    String cause = failure == null ? activity : Obstacles.of(failure) + "; " + activity;
    if (supervised.obstacle().isEmpty()) {
      supervised.obstacle(cause);
    }
    String what = supervised.addresses().isEmpty() ? "has not listened" : "is not ready";
    notifications.note(
        "%s %s after %d s: %s"
            .formatted(
                supervised,
                what,
                TimeUnit.MILLISECONDS.toSeconds(now - supervised.since()),
                cause));
  }
}
