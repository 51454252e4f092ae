package dev.prefork.supervisor.model;

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
 * @param program which files a new generation runs: the one with the main class, and others that
 *     have changed; empty if the generation is no new one
 * @param sameProgram true if a reload has brought the program that ran before
 */
public record Report(
    boolean succeeded,
    String summary,
    List<String> lastLines,
    int generation,
    Ledger ledger,
    Duration took,
    List<ProgramFile> program,
    boolean sameProgram) {
  /** Keeps an unmodifiable copy. */
  public Report {
    Objects.requireNonNull(summary, "it has no summary");
    Objects.requireNonNull(ledger, "it has no ledger");
    Objects.requireNonNull(took, "it has no duration");
    lastLines = List.copyOf(lastLines);
    program = List.copyOf(program);
  }

  /**
   * A report of an operation that has started no new generation.
   *
   * @param succeeded if not, what it had changed is changed back
   * @param summary one line; the cause if it failed
   * @param lastLines what the worker that failed wrote last
   * @param generation the one that serves now
   * @param ledger what became of connections meanwhile
   * @param took how long it took
   */
  public Report(
      boolean succeeded,
      String summary,
      List<String> lastLines,
      int generation,
      Ledger ledger,
      Duration took) {
    this(succeeded, summary, lastLines, generation, ledger, took, List.of(), false);
  }

  /**
   * {@return a copy that says which program the new generation runs}
   *
   * @param files its files
   * @param same true if they are those that ran before
   */
  public Report withProgram(List<ProgramFile> files, boolean same) {
    return new Report(succeeded, summary, lastLines, generation, ledger, took, files, same);
  }
}
