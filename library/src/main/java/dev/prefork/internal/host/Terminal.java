package dev.prefork.internal.host;

import dev.prefork.internal.sys.Terminals;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that this process writes to.
 *
 * @param columns the width in characters; 0 if unknown
 * @param rows the height in characters; 0 if unknown
 */
public record Terminal(int columns, int rows) {
  private static final int OUT = 1;
  private static final int ERR = 2;

  /** Returns the terminal of standard output with its current size; null if there is none. */
  public static @Nullable Terminal out() {
    return of(OUT);
  }

  /** Returns the terminal of standard error with its current size; null if there is none. */
  public static @Nullable Terminal err() {
    return of(ERR);
  }

  private static @Nullable Terminal of(int descriptor) {
    Terminals.Size size = Terminals.size(descriptor);
    return size == null ? null : new Terminal(size.columns(), size.rows());
  }
}
