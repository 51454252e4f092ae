package dev.prefork.internal.primary;

import dev.prefork.internal.ipc.message.LastFigures;
import dev.prefork.model.HealthReport;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The question how a worker is. One that ends in order has told its connections last of all: they
 * are the answer from then on. Any thread.
 */
final class HealthQuestion {
  private static final int UNKNOWN = -1;
  private static final HealthReport NOTHING =
      new HealthReport(0, UNKNOWN, 0, 0, 0, UNKNOWN, 0, UNKNOWN);

  private final HealthCheck<HealthReport> checkup;
  private volatile HealthReport known = NOTHING;
  private volatile @Nullable LastFigures last;

  /** Nothing is asked yet; see {@link HealthCheck}. */
  HealthQuestion(Supplier<CompletableFuture<Void>> question) {
    checkup = new HealthCheck<>(question);
  }

  CompletableFuture<HealthReport> ask() {
    LastFigures figures = last;
    return figures == null
        ? checkup.ask()
        : CompletableFuture.completedFuture(asOfTheEnd(known, figures));
  }

  void answer(HealthReport health) {
    known = health;
    checkup.answer(health);
  }

  /** The worker ends in order. */
  void end(LastFigures figures) {
    last = figures;
  }

  /** There will be no answer. */
  void fail(Throwable reason) {
    checkup.fail(reason);
  }

  /** What it did not tell at its end is as it was at its last answer. */
  private static HealthReport asOfTheEnd(HealthReport before, LastFigures figures) {
    return new HealthReport(
        before.heap(),
        before.heapAfterGc(),
        figures.open(),
        figures.accepted(),
        figures.drained(),
        before.deadlockedThreads(),
        before.virtualThreadDelayMillis(),
        before.gcShare());
  }
}
