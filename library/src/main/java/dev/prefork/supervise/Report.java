package dev.prefork.supervise;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How an operation on the cluster ended.
 *
 * @param succeeded if not, what it had changed is changed back
 * @param summary one line; the cause if it failed
 * @param lastLines what the worker that failed wrote last
 * @param generation the one that serves now
 * @param ledger what became of connections meanwhile
 * @param took how long it took
 */
public record Report(
    boolean succeeded,
    String summary,
    List<String> lastLines,
    int generation,
    Ledger ledger,
    Duration took) {
  /** Keeps an unmodifiable copy. */
  public Report {
    Objects.requireNonNull(summary, "it has no summary");
    Objects.requireNonNull(ledger, "it has no ledger");
    Objects.requireNonNull(took, "it has no duration");
    lastLines = List.copyOf(lastLines);
  }
}
