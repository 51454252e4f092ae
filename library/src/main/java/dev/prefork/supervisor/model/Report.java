package dev.prefork.supervisor.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The result of an operation on the cluster: a reload, restart, scaling or stop.
 *
 * @param succeeded whether the operation succeeded; if not, it has been rolled back
 * @param summary the result in one line; if the operation failed, the cause
 * @param lastLines the last lines of output of the worker that failed
 * @param generation the generation that serves now
 * @param ledger the connections during the operation
 * @param took the duration of the operation
 * @param program the files that a new generation runs: the one with the main class, and others that
 *     have changed; empty if there is no new generation
 * @param sameProgram whether the new generation runs the same files as the previous one
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
  /**
   * Copies the lists.
   *
   * @throws NullPointerException if a component is null
   */
  public Report {
    Objects.requireNonNull(summary, "missing summary");
    Objects.requireNonNull(ledger, "missing ledger");
    Objects.requireNonNull(took, "missing took");
    lastLines = List.copyOf(lastLines);
    program = List.copyOf(program);
  }

  /**
   * Creates a report of an operation that started no new generation.
   *
   * @param succeeded whether the operation succeeded
   * @param summary the result in one line; if the operation failed, the cause
   * @param lastLines the last lines of output of the worker that failed
   * @param generation the generation that serves now
   * @param ledger the connections during the operation
   * @param took the duration of the operation
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
   * {@return a copy with the program of the new generation}
   *
   * @param files the files that the new generation runs
   * @param same whether they are the same as those of the previous generation
   */
  public Report withProgram(List<ProgramFile> files, boolean same) {
    return new Report(succeeded, summary, lastLines, generation, ledger, took, files, same);
  }
}
