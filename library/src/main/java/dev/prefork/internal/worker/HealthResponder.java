package dev.prefork.internal.worker;

import dev.prefork.model.HealthReport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers health checks on its own thread, started at the first question. No application code runs
 * on it.
 */
final class HealthResponder {
  private static final long RECOVERY_MILLIS = 100;

  private final BlockingQueue<Consumer<HealthReport>> questions = new LinkedBlockingQueue<>();
  private @Nullable Thread thread;

  /** Queues a question. Any thread. */
  synchronized void ask(Consumer<HealthReport> answer) {
    questions.add(answer);
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("prefork-health").start(this::run);
    }
  }

  private void run() {
    try {
      JvmMetrics metrics = new JvmMetrics();
      while (true) {
        answer(questions.take(), metrics);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no code has a reference to this thread
    }
  }

  /** Retries, because the question stays pending in the primary until it is answered. */
  private static void answer(Consumer<HealthReport> question, JvmMetrics metrics)
      throws InterruptedException {
    boolean answered = false;
    while (!answered) {
      try {
        question.accept(metrics.take());
        answered = true;
      } catch (OutOfMemoryError e) {
        Thread.sleep(RECOVERY_MILLIS); // the application may free memory
      }
    }
  }
}
