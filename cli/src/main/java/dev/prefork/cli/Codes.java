package dev.prefork.cli;

/** With which codes commands end. */
final class Codes {
  static final int OK = 0;

  /** What was asked for could not be done, or the cluster is not well. */
  static final int FAILED = 1;

  /** The arguments or the configuration make no sense. */
  static final int USAGE = 2;

  /**
   * There is no such cluster: the code that service managers know for a program that does not run.
   */
  static final int NOT_RUNNING = 3;

  /** Ended by Ctrl-C, as shells expect it. */
  static final int INTERRUPTED = 130;

  private Codes() {}
}
