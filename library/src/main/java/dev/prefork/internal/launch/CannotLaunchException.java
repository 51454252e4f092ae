package dev.prefork.internal.launch;

import org.jspecify.annotations.Nullable;

/**
 * No command line for a worker could be made. Unchecked, because nothing a caller does in the
 * moment helps: the message says in one line what was tried, why it failed and what to change.
 */
public final class CannotLaunchException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  CannotLaunchException(String why) {
    this(why, null);
  }

  CannotLaunchException(String why, @Nullable Throwable cause) {
    super("cannot launch a worker: " + why, cause);
  }
}
