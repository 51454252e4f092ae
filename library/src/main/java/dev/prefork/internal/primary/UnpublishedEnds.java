package dev.prefork.internal.primary;

/** Counts ended workers whose exit the user's listeners have not handled yet. */
final class UnpublishedEnds {
  private int all;

  /** Those that ended unexpectedly: a listener may fork a replacement. */
  private int crashes;

  /**
   * Adds an end.
   *
   * @param wanted false after a crash
   */
  void add(boolean wanted) {
    count(1, wanted);
  }

  void remove(boolean wanted) {
    count(-1, wanted);
  }

  private void count(int more, boolean wanted) {
    all += more;
    crashes += wanted ? 0 : more;
  }

  boolean isEmpty() {
    return all == 0;
  }

  boolean hasCrash() {
    return crashes > 0;
  }
}
