package dev.prefork.internal.primary;

import dev.prefork.internal.concurrent.Completions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question to a worker, such as how it is. One is under way at a time: whoever asks meanwhile
 * gets the answer to that. So a worker that hangs is not asked for ever more. Any thread.
 *
 * @param <A> what it answers
 */
final class HealthCheck<A> {
  private final Supplier<CompletableFuture<Void>> question;
  private @Nullable CompletableFuture<A> pending;

  /**
   * Nothing is asked yet.
   *
   * @param question asks the worker; fails if that is not possible
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

  /** There will be no answer. */
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
