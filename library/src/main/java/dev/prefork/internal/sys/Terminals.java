package dev.prefork.internal.sys;

import org.jspecify.annotations.Nullable;

/** Which descriptors are terminals, and how large those are. */
public final class Terminals {
  private static final int TIOCGWINSZ = 0x5413;
  private static final int SIZE_OF_WINSIZE = 8;

  private Terminals() {}

  /**
   * A terminal's size, in characters.
   *
   * @param columns 0 if the terminal does not know it
   * @param rows likewise
   */
  public record Size(int columns, int rows) {}

  /** The size of the terminal that a descriptor is, or null if it is none. */
  public static @Nullable Size size(int descriptor) {
    Libc libc = new Libc();
    Struct size = libc.allocate(SIZE_OF_WINSIZE);
    if (libc.ioctl(descriptor, TIOCGWINSZ, size) < 0) {
      return null;
    }
    int both = size.getInt(0); // ws_row, ws_col: two 16-bit fields of a little-endian machine
    return new Size(both >>> 16, both & 0xffff);
  }
}
