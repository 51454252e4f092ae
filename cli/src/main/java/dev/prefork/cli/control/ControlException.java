package dev.prefork.cli.control;

import java.io.IOException;

/** A cluster cannot be reached, or cannot be made reachable: why, and what to do, in one line. */
public class ControlException extends IOException {
  private static final long serialVersionUID = 1;

  ControlException(String message) {
    super(message);
  }

  ControlException(String message, Throwable cause) {
    super(message, cause);
  }

  /** There is no such cluster. */
  public static final class NotRunning extends ControlException {
    private static final long serialVersionUID = 1;

    public NotRunning(String message) {
      super(message);
    }
  }

  /** There is one of that name already. */
  public static final class Taken extends ControlException {
    private static final long serialVersionUID = 1;

    Taken(String message) {
      super(message);
    }
  }
}
