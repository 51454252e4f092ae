package dev.prefork.cli.run;

/** The command fails with an exit code, and with the reason in one line. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  public CommandFailure(int code, String message) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
