package dev.prefork.internal.supervisor.plan;

import java.util.List;

/**
 * A worker is not there that should be.
 *
 * @param slot its place
 * @param generation its generation
 * @param steady whether it had served for long enough that its end is no failure
 * @param outlook for further attempts
 * @param text what happened
 * @param lastLines what it wrote last
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
