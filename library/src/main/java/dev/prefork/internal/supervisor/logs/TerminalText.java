package dev.prefork.internal.supervisor.logs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of others as a terminal gets it: nothing in it moves the cursor, changes the order of what
 * is read, or answers in the user's name. What would is written out, as {@code \u001b}.
 */
public final class TerminalText {
  /** Colours: the one kind of control sequence that a worker's line may have. */
  private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;:]{0,40}m");

  private static final String NO_COLOR = "\u001b[0m";
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private TerminalText() {}

  /**
   * Writes out everything that a terminal would obey instead of showing it.
   *
   * @param text one line, of anybody's
   * @return the line, harmless
   */
  public static String plain(String text) {
    if (text.codePoints().noneMatch(TerminalText::isHarmful)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> append(plain, point));
    return plain.toString();
  }

  /**
   * A worker's line. Its colours are left as they are and end with the line, and a carriage return
   * at its end is left out.
   *
   * @param line as the worker has written it
   * @return the line, harmless but for its colours
   */
  public static String colored(String line) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    Matcher color = COLOR.matcher(text);
    StringBuilder colored = new StringBuilder();
    int from = 0;
    for (; color.find(); from = color.end()) {
      colored.append(plain(text.substring(from, color.start()))).append(color.group());
    }
    colored.append(plain(text.substring(from)));
    return from == 0 ? colored.toString() : colored.append(NO_COLOR).toString();
  }

  private static void append(StringBuilder plain, int point) {
    if (!isHarmful(point)) {
      plain.appendCodePoint(point);
      return;
    }
    for (char unit : Character.toChars(point)) {
      plain.append("\\u%04x".formatted((int) unit));
    }
  }

  /**
   * Whether a character does something else than to be seen.
   *
   * @param point its code point
   * @return true for controls and formatting characters, such as those that turn the direction
   */
  public static boolean isHarmful(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point != '\t';
      case Character.FORMAT -> point != ZERO_WIDTH_JOINER && point != ZERO_WIDTH_NON_JOINER;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      default -> false;
    };
  }
}
