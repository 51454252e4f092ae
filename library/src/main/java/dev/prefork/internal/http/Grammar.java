package dev.prefork.internal.http;

/** The classes of bytes that RFC 9110 and 9112 define. */
final class Grammar {
  private static final int TOKEN = 1;
  private static final int TEXT = 2;
  private static final int VISIBLE = 4;

  private static final byte[] CLASSES = classes();

  private Grammar() {}

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int b = 0; b < classes.length; b++) {
      boolean visible = b > ' ' && b < 0x7f;
      boolean text = visible || b == ' ' || b == '\t' || b >= 0x80;
      classes[b] =
          (byte) ((text ? TEXT : 0) | (visible ? VISIBLE : 0) | (isTokenChar(b) ? TOKEN : 0));
    }
    return classes;
  }

  private static boolean isTokenChar(int b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
  }

  /** Returns true for what a method or the name of a header may consist of. */
  static boolean isToken(byte b) {
    return (CLASSES[b & 0xff] & TOKEN) != 0;
  }

  /** Returns true for what a line may consist of. */
  static boolean isText(byte b) {
    return (CLASSES[b & 0xff] & TEXT) != 0;
  }

  /** Returns true for visible ASCII, which the target of a request consists of. */
  static boolean isVisible(byte b) {
    return (CLASSES[b & 0xff] & VISIBLE) != 0;
  }

  /** Returns true for SP and HTAB, which may surround a value. */
  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
