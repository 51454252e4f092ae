package dev.prefork.internal.supervisor.program;

import java.util.function.Consumer;

/** Checks whether the files of the program still exist. Confined to the supervisor's thread. */
public final class ProgramWatch {
  private static final long INTERVAL_MILLIS = 1000;

  private final Consumer<String> notes;
  private String missing = "";
  private long checkedAt = -INTERVAL_MILLIS;

  public ProgramWatch(Consumer<String> notes) {
    this.notes = notes;
  }

  /**
   * Checks, at most once per second.
   *
   * @return true if a missing file exists again
   */
  public boolean isBack(ProgramFiles program, long now) {
    if (now - checkedAt < INTERVAL_MILLIS) {
      return false;
    }
    checkedAt = now;
    String before = missing;
    missing = program.missing();
    if (!missing.isEmpty() && !missing.equals(before)) {
      notes.accept(
          note()
              + "; no worker starts until the file is back or a reload switches to another"
              + " program");
    }
    return missing.isEmpty() && !before.isEmpty();
  }

  /** Returns which file is missing; empty if none is. */
  public String note() {
    return missing.isEmpty() ? "" : describeMissing(missing);
  }

  public static String describeMissing(String path) {
    return "program not found: " + path;
  }
}
