package dev.prefork.internal.primary;

import dev.prefork.internal.dispatch.Ports;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A command from another thread to the conductor. */
sealed interface ConductorCommand {
  /** The process of a worker has started. */
  record Launched(WorkerHandle worker) implements ConductorCommand {}

  /** The process of a worker has ended. */
  record Exited(WorkerHandle worker, ExitStatus status) implements ConductorCommand {}

  /** Writes the queued frames of a worker's outbox. */
  record Pump(WorkerHandle worker) implements ConductorCommand {}

  /** Resumes reading a worker's messages, because the application has caught up. */
  record Resume(WorkerHandle worker) implements ConductorCommand {}

  /** Asks a worker to drain or to stop. */
  record Drain(WorkerHandle worker, FrameType type) implements ConductorCommand {}

  /** Closes the channel of a worker that broke the protocol. */
  record CloseChannel(WorkerHandle worker, IOException reason) implements ConductorCommand {}

  /** Runs a query on the conductor's thread and completes the answer. */
  record Ask<T>(Question<T> question, CompletableFuture<T> answer) implements ConductorCommand {
    void put(Ports ports) {
      try {
        answer.complete(question.put(ports));
      } catch (IOException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    /** Fails the answer, because the conductor has ended. */
    void refuse() {
      answer.completeExceptionally(new IOException("the cluster has no workers"));
    }
  }

  /** A query or change that needs the conductor's thread. */
  @FunctionalInterface
  interface Question<T> {
    /** Runs once, on the conductor's thread. */
    T put(Ports ports) throws IOException;
  }

  /**
   * The user's listeners have run for a worker's end and may have forked a replacement.
   *
   * @param wanted whether the worker ended on request or drained by itself
   */
  record EndPublished(boolean wanted) implements ConductorCommand {}

  /** The start of a worker's process has failed. */
  record ForkFailed() implements ConductorCommand {}
}
