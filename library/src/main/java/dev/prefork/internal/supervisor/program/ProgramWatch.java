package dev.prefork.internal.supervisor.program;

import java.util.function.Consumer;

/** Looks whether the program is still where it was. Only used on the supervisor's thread. */
public final class ProgramWatch {
  private static final long LOOK_MILLIS = 1000;

  private final Consumer<String> notes;
  private String missing = "";
  private long looked = -LOOK_MILLIS;

  public ProgramWatch(Consumer<String> notes) {
    this.notes = notes;
  }

  /**
   * Looks, if it is time to.
   *
   * @return true if what was gone is back
   */
  public boolean isBack(ProgramFiles program, long now) {
    if (now - looked < LOOK_MILLIS) {
      return false;
    }
    looked = now;
    String before = missing;
    missing = program.missing();
    if (!missing.isEmpty() && !missing.equals(before)) {
      notes.accept(note() + "; no worker is started until it is back, or a reload brings another");
    }
    return missing.isEmpty() && !before.isEmpty();
  }

  /** What is wrong with it, for people; or empty. */
  public String note() {
    return missing.isEmpty() ? "" : describeMissing(missing);
  }

  public static String describeMissing(String path) {
    return "program is gone: " + path;
  }
}
