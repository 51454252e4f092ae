package dev.prefork.internal.supervisor;

import dev.prefork.ClusterEvent;
import dev.prefork.Settings;
import dev.prefork.internal.supervisor.warmup.WarmUp;
import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A command from another thread to the supervisor's thread. */
public sealed interface SupervisorCommand {
  /** An event of a worker. */
  record Happened(ClusterEvent event) implements SupervisorCommand {}

  /** A thread dump has ended; the file is null if there is none. */
  record Dumped(int worker, @Nullable Path file) implements SupervisorCommand {}

  /** A health check has ended; the report is null if it failed. */
  record Answered(int worker, @Nullable HealthReport health) implements SupervisorCommand {}

  /** The activity of a worker whose start takes long. */
  record Observed(int worker, String activity) implements SupervisorCommand {}

  /** A readiness probe has ended; the problem is empty if the worker is ready. */
  record Probed(int worker, String problem) implements SupervisorCommand {}

  /** A worker has answered so many warm-up requests; the end is null if others follow. */
  record Warming(int worker, long requests, WarmUp.@Nullable Result end)
      implements SupervisorCommand {}

  /** A request for a change, with a listener for notes and the future of the report. */
  record Request(Order order, Consumer<String> progress, CompletableFuture<Report> answer)
      implements SupervisorCommand {}

  /** A request to wait until the cluster serves, with a listener for notes until then. */
  record Watch(Consumer<String> progress, CompletableFuture<ClusterStatus> answer)
      implements SupervisorCommand {}

  /** The status is to be published, and notes, listeners or results to be delivered. */
  record Publish() implements SupervisorCommand {}

  /** The kind of a change. */
  sealed interface Order {
    /**
     * New settings, slot after slot, with other warm-up requests, unless null; then another number
     * of workers, unless null.
     */
    record Reload(
        UnaryOperator<Settings> change,
        @Nullable WarmUpRequests requests,
        @Nullable Integer workers,
        boolean force)
        implements Order {}

    /** A new generation with the same settings, all slots at once. */
    record Restart(boolean force) implements Order {}

    /** A number of workers, absolute or ({@code more}) relative. */
    record Scale(int number, boolean more, boolean force) implements Order {}

    /** A stop of the cluster. */
    record Stop(boolean graceful) implements Order {}
  }
}
