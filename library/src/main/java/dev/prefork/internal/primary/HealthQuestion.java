package dev.prefork.internal.primary;

import dev.prefork.internal.ipc.message.FinalCounts;
import dev.prefork.model.HealthReport;
import dev.prefork.model.MoveReport;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a worker for its health report. A worker that ends in order sends its connection counts
 * last; they are part of every later answer. Any thread.
 */
final class HealthQuestion {
  private static final int UNKNOWN = -1;

  /** More than a worker can have, whatever it reports. */
  private static final int MAX_CONNECTIONS = 1 << 24;

  private static final HealthReport NOTHING =
      new HealthReport(0, UNKNOWN, 0, 0, 0, MoveReport.NONE, UNKNOWN, 0, UNKNOWN);

  private final HealthCheck<HealthReport> check;
  private volatile HealthReport known = NOTHING;

  /** Of the conductor's thread alone. */
  private int openConnections;

  private volatile @Nullable FinalCounts last;

  /** Creates a question that has not been sent yet; see {@link HealthCheck}. */
  HealthQuestion(Supplier<CompletableFuture<Void>> question) {
    check = new HealthCheck<>(question);
  }

  CompletableFuture<HealthReport> ask() {
    FinalCounts figures = last;
    return figures == null
        ? check.ask()
        : CompletableFuture.completedFuture(asOfTheEnd(known, figures));
  }

  void answer(HealthReport health) {
    known = health;
    openConnections = Math.clamp(health.openConnections(), 0, MAX_CONNECTIONS);
    check.answer(health);
  }

  /** Returns how many connections are open, by the last answer and what has moved since. */
  int openConnections() {
    return openConnections;
  }

  /** Counts connections that have moved. */
  void addConnections(int more) {
    openConnections += more;
  }

  /** Stores the last counts of a worker that ends in order. */
  void end(FinalCounts figures) {
    last = figures;
  }

  /** Fails the pending answer. */
  void fail(Throwable reason) {
    check.fail(reason);
  }

  /** Completes the last counts with the values of the last answer. */
  private static HealthReport asOfTheEnd(HealthReport before, FinalCounts figures) {
    return new HealthReport(
        before.heap(),
        before.heapAfterGc(),
        figures.open(),
        figures.accepted(),
        figures.drained(),
        figures.moves(),
        before.deadlockedThreads(),
        before.virtualThreadDelayMillis(),
        before.gcShare());
  }
}
