package dev.prefork.internal.supervisor;

import dev.prefork.ClusterEvent;
import dev.prefork.Settings;
import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Report;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What other threads tell the supervisor's. */
public sealed interface SupervisorCommand {
  /** Something has happened to a worker. */
  record Happened(ClusterEvent event) implements SupervisorCommand {}

  /** What a worker's threads did is in a file, if that was possible. */
  record Dumped(int worker, @Nullable Path file) implements SupervisorCommand {}

  /** A worker has answered, or will not. */
  record Answered(int worker, @Nullable HealthReport health) implements SupervisorCommand {}

  /** What a worker does whose start takes long, as a clause. */
  record Observed(int worker, String activity) implements SupervisorCommand {}

  /** A worker is ready; or it is not, because of a problem. */
  record Probed(int worker, String problem) implements SupervisorCommand {}

  /** Somebody wants a change, and hears of it. */
  record Request(Order order, Consumer<String> progress, CompletableFuture<Report> answer)
      implements SupervisorCommand {}

  /** Somebody wants to know when the cluster serves, and hears what is noted until then. */
  record Watch(Consumer<String> progress, CompletableFuture<ClusterStatus> answer)
      implements SupervisorCommand {}

  /** What is wanted. */
  sealed interface Order {
    /** New settings, one worker after the other; and another number of them, if it is not null. */
    record Reload(UnaryOperator<Settings> change, @Nullable Integer workers, boolean force)
        implements Order {}

    /** The same settings, all workers at once. */
    record Restart(boolean force) implements Order {}

    /** Another number of workers, or so many more. */
    record Scale(int number, boolean more, boolean force) implements Order {}

    /** No workers. */
    record Stop(boolean graceful) implements Order {}
  }
}
