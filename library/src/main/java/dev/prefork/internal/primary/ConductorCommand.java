package dev.prefork.internal.primary;

import dev.prefork.internal.dispatch.Ports;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What other threads tell the conductor. */
sealed interface ConductorCommand {
  /** The process of a worker that the fleet expects has been started. */
  record Launched(WorkerHandle worker) implements ConductorCommand {}

  /** A worker's process ended. */
  record Exited(WorkerHandle worker, ExitStatus status) implements ConductorCommand {}

  /** Write what waits in a worker's outbox. */
  record Pump(WorkerHandle worker) implements ConductorCommand {}

  /** The application has caught up: read a worker's messages again. */
  record Resume(WorkerHandle worker) implements ConductorCommand {}

  /** Ask a worker to leave, in the way that this word means. */
  record Leave(WorkerHandle worker, FrameType word) implements ConductorCommand {}

  /** Close the channel of a worker that does harm. */
  record CloseChannel(WorkerHandle worker, IOException reason) implements ConductorCommand {}

  /** Ask the ports something, and tell the answer. */
  record Ask<T>(Question<T> question, CompletableFuture<T> answer) implements ConductorCommand {
    void put(Ports ports) {
      try {
        answer.complete(question.put(ports));
      } catch (IOException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    /** There is nobody to ask any more. */
    void refuse() {
      answer.completeExceptionally(new IOException("the cluster has no workers"));
    }
  }

  /** What only the conductor's thread can find out, or do. */
  @FunctionalInterface
  interface Question<T> {
    /** Called once, on the conductor's thread. */
    T put(Ports ports) throws IOException;
  }

  /**
   * The user's listeners have heard of a worker's end, and have forked another if they wanted to.
   *
   * @param wanted whether the worker had been asked to leave, or had said that it does
   */
  record EndPublished(boolean wanted) implements ConductorCommand {}

  /** A worker that was expected will not come. */
  record ForkFailed() implements ConductorCommand {}
}
