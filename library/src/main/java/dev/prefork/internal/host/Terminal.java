package dev.prefork.internal.host;

import dev.prefork.internal.sys.Terminals;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that this process writes to.
 *
 * @param columns its width in characters; 0 if it does not say
 * @param rows its height likewise
 */
public record Terminal(int columns, int rows) {
  private static final int OUT = 1;
  private static final int ERR = 2;

  /** The one that standard output is, as large as it is now; null if it is none. */
  public static @Nullable Terminal out() {
    return of(OUT);
  }

  /** The one that standard error is. */
  public static @Nullable Terminal err() {
    return of(ERR);
  }

  private static @Nullable Terminal of(int descriptor) {
    Terminals.Size size = Terminals.size(descriptor);
    return size == null ? null : new Terminal(size.columns(), size.rows());
  }
}
