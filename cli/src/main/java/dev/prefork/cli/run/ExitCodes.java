package dev.prefork.cli.run;

/** With which codes commands end. */
public final class ExitCodes {
  public static final int OK = 0;

  /** What was asked for could not be done, or the cluster is not well. */
  public static final int FAILED = 1;

  /** The arguments or the configuration make no sense. */
  public static final int USAGE = 2;

  /**
   * There is no such cluster: the code that service managers know for a program that does not run.
   */
  public static final int NOT_RUNNING = 3;

  /** Ended by Ctrl-C, as shells expect it. */
  public static final int INTERRUPTED = 130;

  private ExitCodes() {}
}
