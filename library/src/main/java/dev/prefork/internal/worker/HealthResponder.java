package dev.prefork.internal.worker;

import dev.prefork.model.HealthReport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers how this JVM is, on a thread that is there from the first question on. Nothing of the
 * application's runs on it.
 */
final class HealthResponder {
  private static final long RECOVERY_MILLIS = 100;

  private final BlockingQueue<Consumer<HealthReport>> questions = new LinkedBlockingQueue<>();
  private @Nullable Thread thread;

  /** Has a question answered. Any thread. */
  synchronized void ask(Consumer<HealthReport> answer) {
    questions.add(answer);
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("prefork-health").start(this::run);
    }
  }

  private void run() {
    try {
      JvmMetrics signs = new JvmMetrics();
      while (true) {
        answer(questions.take(), signs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows this thread
    }
  }

  /** A question stays open in the primary until it is answered. */
  private static void answer(Consumer<HealthReport> question, JvmMetrics signs)
      throws InterruptedException {
    boolean answered = false;
    while (!answered) {
      try {
        question.accept(signs.take());
        answered = true;
      } catch (OutOfMemoryError e) {
        Thread.sleep(RECOVERY_MILLIS); // the application may give some back
      }
    }
  }
}
