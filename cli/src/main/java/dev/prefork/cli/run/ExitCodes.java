package dev.prefork.cli.run;

/** The exit codes of the commands. */
public final class ExitCodes {
  public static final int OK = 0;

  /** The operation failed, or the cluster is not running with all its workers. */
  public static final int FAILED = 1;

  /** The arguments or the configuration are invalid. */
  public static final int USAGE = 2;

  /** No such cluster is running. Service managers expect this code from a status command. */
  public static final int NOT_RUNNING = 3;

  /** Interrupted by Ctrl-C: the code that shells use. */
  public static final int INTERRUPTED = 130;

  private ExitCodes() {}
}
