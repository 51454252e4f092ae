package dev.prefork.primary;

import dev.prefork.ipc.Completions;
import dev.prefork.model.Vitals;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The question how a worker is. One is under way at a time: whoever asks meanwhile gets the answer
 * to that. So a worker that hangs is not asked for ever more. Any thread.
 */
final class Checkup {
  private final Supplier<CompletableFuture<Void>> question;
  private @Nullable CompletableFuture<Vitals> pending;

  /**
   * Nothing is asked yet.
   *
   * @param question asks the worker; fails if that is not possible
   */
  Checkup(Supplier<CompletableFuture<Void>> question) {
    this.question = question;
  }

  CompletableFuture<Vitals> ask() {
    CompletableFuture<Vitals> answer;
    synchronized (this) {
      if (pending != null) {
        return pending.copy();
      }
      answer = new CompletableFuture<>();
      pending = answer;
    }
    CompletableFuture<Vitals> copy = answer.copy();
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

  void answer(Vitals vitals) {
    CompletableFuture<Vitals> answered = take();
    if (answered != null) {
      Completions.run(() -> answered.complete(vitals));
    }
  }

  /** There will be no answer. */
  void fail(Throwable reason) {
    CompletableFuture<Vitals> failed = take();
    if (failed != null) {
      Completions.run(() -> failed.completeExceptionally(reason));
    }
  }

  private synchronized @Nullable CompletableFuture<Vitals> take() {
    CompletableFuture<Vitals> taken = pending;
    pending = null;
    return taken;
  }
}
