package dev.prefork.cli.text;

import dev.prefork.internal.host.Terminal;
import java.util.ArrayList;
import java.util.List;

/** The width of terminals and of text, in columns. */
public final class Width {
  /** For output that is not a terminal. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final int DEFAULT = 80;
  private static final String ELLIPSIS = "\u2026";

  /** Pairs of first and last: East Asian characters and emoji, which take two columns. */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x2e80, 0xa4cf, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff00, 0xff60,
    0xffe0, 0xffe6, 0x1f300, 0x1faff, 0x20000, 0x3fffd
  };

  private Width() {}

  /** Returns the width of standard output. */
  public static int ofOutput() {
    Terminal terminal = Terminal.out();
    return terminal == null ? UNLIMITED : of(terminal);
  }

  /** Returns the width of a terminal, or a default if the terminal does not know it. */
  public static int of(Terminal terminal) {
    return terminal.columns() > 0 ? terminal.columns() : DEFAULT;
  }

  public static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  private static int of(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(point) ? 2 : 1;
    };
  }

  private static boolean isWide(int point) {
    for (int i = 0; i < WIDE.length; i += 2) {
      if (point >= WIDE[i] && point <= WIDE[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /** Cuts a text to a width, with an ellipsis at the end. */
  public static String cut(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int room = width - 1;
    for (int point : text.codePoints().toArray()) {
      room -= of(point);
      if (room < 0) {
        break;
      }
      cut.appendCodePoint(point);
    }
    return cut + ELLIPSIS;
  }

  /** Breaks a text into lines between words, and indents all lines but the first. */
  static List<String> wrap(String text, String indent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    String gap = "";
    for (String word : text.split(" ", -1)) {
      if (!line.toString().isBlank() && of(line + gap + word) > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        gap = "";
      }
      line.append(gap).append(word);
      gap = " ";
    }
    lines.add(line.toString());
    return lines;
  }
}
