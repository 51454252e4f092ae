package dev.prefork.cli.control;

import java.io.IOException;

/** A control socket cannot be used. The message has the reason and a remedy, in one line. */
public class ControlException extends IOException {
  private static final long serialVersionUID = 1;

  ControlException(String message) {
    super(message);
  }

  ControlException(String message, Throwable cause) {
    super(message, cause);
  }

  /** No such cluster is running. */
  public static final class NotRunning extends ControlException {
    private static final long serialVersionUID = 1;

    public NotRunning(String message) {
      super(message);
    }
  }

  /** A cluster with this name is already running. */
  public static final class Taken extends ControlException {
    private static final long serialVersionUID = 1;

    Taken(String message) {
      super(message);
    }
  }
}
