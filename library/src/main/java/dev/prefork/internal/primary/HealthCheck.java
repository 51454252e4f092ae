package dev.prefork.internal.primary;

import dev.prefork.internal.concurrent.Completions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a question to a worker, such as a health check. Only one question is pending at a time, and
 * callers share its answer, so questions to an unresponsive worker do not pile up. Any thread.
 *
 * @param <A> the type of the answer
 */
final class HealthCheck<A> {
  private final Supplier<CompletableFuture<Void>> question;
  private @Nullable CompletableFuture<A> pending;

  /**
   * Creates a check that has sent nothing yet.
   *
   * @param question sends the question; the future fails if it cannot be sent
   */
  HealthCheck(Supplier<CompletableFuture<Void>> question) {
    this.question = question;
  }

  CompletableFuture<A> ask() {
    CompletableFuture<A> answer;
    synchronized (this) {
      if (pending != null) {
        return pending.copy();
      }
      answer = new CompletableFuture<>();
      pending = answer;
    }
    CompletableFuture<A> copy = answer.copy();
    CompletableFuture<Void> _ =
        question
            .get()
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    fail(failure);
                  }
                });
    return copy;
  }

  void answer(A answer) {
    CompletableFuture<A> answered = take();
    if (answered != null) {
      Completions.run(() -> answered.complete(answer));
    }
  }

  /** Fails the pending answer. */
  void fail(Throwable reason) {
    CompletableFuture<A> failed = take();
    if (failed != null) {
      Completions.run(() -> failed.completeExceptionally(reason));
    }
  }

  private synchronized @Nullable CompletableFuture<A> take() {
    CompletableFuture<A> taken = pending;
    pending = null;
    return taken;
  }
}
