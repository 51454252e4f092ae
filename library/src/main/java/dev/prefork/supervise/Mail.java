package dev.prefork.supervise;

import dev.prefork.ClusterEvent;
import dev.prefork.Settings;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What other threads tell the supervisor's. */
sealed interface Mail {
  /** Something has happened to a worker. */
  record Happened(ClusterEvent event) implements Mail {}

  /** What a worker's threads did is in a file, or why not. */
  record Dumped(int worker, @Nullable Path file, String problem) implements Mail {}

  /** Somebody wants a change, and hears of it. */
  record Request(Order order, Consumer<String> progress, CompletableFuture<Report> answer)
      implements Mail {}

  /** What is wanted. */
  sealed interface Order {
    /** New settings, one worker after the other. */
    record Reload(UnaryOperator<Settings> change) implements Order {}

    /** The same settings, all workers at once. */
    record Restart() implements Order {}

    /** Another number of workers. */
    record Scale(int workers) implements Order {}

    /** No workers. */
    record Stop(boolean graceful) implements Order {}
  }
}
