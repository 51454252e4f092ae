package dev.prefork.cli;

/** A command ends with a code and one line that says why: a user's mistake, or bad luck. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  Failure(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}
