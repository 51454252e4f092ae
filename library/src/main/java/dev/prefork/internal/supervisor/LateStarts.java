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

/** Logs once for each slow worker what delays its start. Confined to the supervisor's thread. */
final class LateStarts {
  private static final long MAX_DELAY_MILLIS = 10_000;
  private static final long TIMEOUT_SECONDS = 2;

  private final NotificationThread notifications;
  private final Consumer<SupervisorCommand> commands;
  private final long after;

  LateStarts(
      SupervisorOptions options,
      NotificationThread notifications,
      Consumer<SupervisorCommand> commands) {
    this.notifications = notifications;
    this.commands = commands;
    this.after = Math.min(MAX_DELAY_MILLIS, options.startup().timeout().toMillis() / 2);
  }

  /** Inspects workers that have been starting for long. */
  void check(Collection<SupervisedWorker> workers, long now) {
    for (SupervisedWorker supervised : workers) {
      if (supervised.stage() == Stage.STARTING
          && now - supervised.since() >= after
          && supervised.markLate()) {
        inspect(supervised);
      }
    }
  }

  private void inspect(SupervisedWorker supervised) {
    int id = supervised.worker().id();
    if (supervised.warmUp().isRunning()) {
      commands.accept(new SupervisorCommand.Observed(id, supervised.obstacle()));
      return;
    }
    if (!supervised.hasConnected()) {
      commands.accept(new SupervisorCommand.Observed(id, "the JVM has not started the program"));
      return;
    }
    CompletableFuture<Void> _ =
        supervised
            .worker()
            .mainStack()
            .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .handle((frames, _) -> new SupervisorCommand.Observed(id, activity(frames)))
            .thenAccept(commands);
  }

  private static String activity(@Nullable List<String> frames) {
    return frames == null ? "the JVM does not answer" : Obstacles.of(frames);
  }

  /** Logs what a worker is doing. */
  void observed(SupervisedWorker supervised, String activity, long now) {
    if (supervised.stage() != Stage.STARTING) {
      return;
    }
    BindFailure failure = supervised.worker().bindFailure();
    String cause = failure == null ? activity : Obstacles.of(failure) + "; " + activity;
    if (supervised.obstacle().isEmpty()) {
      supervised.obstacle(cause);
    }
    boolean listening = !supervised.addresses().isEmpty();
    long seconds = TimeUnit.MILLISECONDS.toSeconds(now - supervised.since());
    notifications.note(supervised.notes().late(listening, seconds, cause));
  }
}
