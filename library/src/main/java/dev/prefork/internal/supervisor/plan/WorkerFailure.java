package dev.prefork.internal.supervisor.plan;

import java.util.List;

/**
 * The failure of a worker that should be running.
 *
 * @param slot the slot of the worker
 * @param generation the generation of the worker
 * @param steady whether the worker had the minimum uptime, so that its exit does not count
 * @param outlook the chance of further attempts
 * @param text one line for operators
 * @param lastLines the last lines that the worker wrote
 */
public record WorkerFailure(
    int slot,
    int generation,
    boolean steady,
    Outlook outlook,
    String text,
    List<String> lastLines) {
  /** Keeps an unmodifiable copy. */
  public WorkerFailure {
    lastLines = List.copyOf(lastLines);
  }
}
