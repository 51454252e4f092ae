package dev.prefork.internal.supervisor.logs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Escapes text for terminals: control characters, and characters that reverse the direction of
 * text, become {@code \u001b} and the like.
 */
public final class TerminalText {
  /** Colours, the only control sequences that a line of a worker may contain. */
  private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;:]{0,40}m");

  private static final String NO_COLOR = "\u001b[0m";
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private TerminalText() {}

  /**
   * Escapes every character that a terminal would interpret instead of showing it.
   *
   * @param text one line from any source
   * @return the escaped line
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
   * Escapes a line of a worker, except for colours, which end with the line. A carriage return at
   * the end is removed.
   *
   * @param line the line as the worker wrote it
   * @return the escaped line
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
   * Returns whether a terminal may interpret a character.
   *
   * @param point the code point
   * @return true for control and format characters, such as those that reverse the direction of
   *     text
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
