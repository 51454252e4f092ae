package dev.prefork.internal.launch;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the command line of a worker cannot be built. Unchecked, because a caller cannot
 * recover: the configuration has to change. The message is one line.
 */
public final class CannotLaunchException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  CannotLaunchException(String reason) {
    this(reason, null);
  }

  CannotLaunchException(String reason, @Nullable Throwable cause) {
    super("cannot launch a worker: " + reason, cause);
  }
}
