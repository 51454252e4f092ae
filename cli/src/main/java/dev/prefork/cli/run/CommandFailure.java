package dev.prefork.cli.run;

/** A command ends with a code and one line that says why: a user's mistake, or bad luck. */
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
