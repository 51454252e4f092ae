package dev.prefork.internal.host;

import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
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
  private static final int TIOCGWINSZ = 0x5413;
  private static final int WINSIZE_BYTES = 8;

  /** Returns the terminal of standard output with its current size; null if there is none. */
  public static @Nullable Terminal out() {
    return of(OUT);
  }

  /** Returns the terminal of standard error with its current size; null if there is none. */
  public static @Nullable Terminal err() {
    return of(ERR);
  }

  private static @Nullable Terminal of(int descriptor) {
    Libc libc = new Libc();
    Struct size = libc.allocate(WINSIZE_BYTES);
    if (libc.ioctl(descriptor, TIOCGWINSZ, size) < 0) {
      return null;
    }
    int both = size.getInt(0); // two little-endian 16-bit fields: ws_row, ws_col
    return new Terminal(both >>> 16, both & 0xffff);
  }
}
