package dev.prefork.internal.codec;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a message contains a value that the codec does not support.
 *
 * <p>Each level of the message that catches the exception adds its step to the path, so that no
 * path is built for valid messages.
 */
public final class UnsupportedValue extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_STEPS = 12;
  private static final int MAX_TEXT = 40;

  private final transient List<String> steps = new ArrayList<>();

  private final String before;
  private final String after;

  /** Takes the parts of the message before and after the path. */
  public UnsupportedValue(String before, String after) {
    this(before, after, null);
  }

  /** Takes the parts of the message before and after the path, and a cause. */
  public UnsupportedValue(String before, String after, @Nullable Throwable cause) {
    super(before + "…" + after, cause, false, false);
    this.before = before;
    this.after = after;
  }

  /** Prepends an index to the path. */
  public UnsupportedValue at(int index) {
    steps.add("[" + index + "]");
    return this;
  }

  /** Prepends a key to the path. */
  public UnsupportedValue at(String key) {
    steps.add(isPlain(key) ? "." + key : "[" + quoted(key) + "]");
    return this;
  }

  /** Returns the exception for the caller, with the path in its message. */
  public IllegalArgumentException toException() {
    return toExceptionAt(path());
  }

  /** Returns the exception for the caller, with a name instead of the path in its message. */
  public IllegalArgumentException toExceptionAt(String place) {
    return new IllegalArgumentException(before + place + after, getCause());
  }

  private String path() {
    StringBuilder path = new StringBuilder("$");
    int shown = Math.min(steps.size(), MAX_STEPS);
    for (int i = 0; i < shown; i++) {
      path.append(steps.get(steps.size() - 1 - i));
    }
    return shown < steps.size() ? path.append('…').toString() : path.toString();
  }

  private static boolean isPlain(String key) {
    if (key.isEmpty() || key.length() > MAX_TEXT) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '$') {
        return false;
      }
    }
    return true;
  }

  /** Returns the start of a text in quotes, without control characters. */
  public static String quoted(String text) {
    return '"' + printable(text) + '"';
  }

  /** Returns the start of a text, without control characters. */
  public static String printable(String text) {
    return printable(text, MAX_TEXT);
  }

  /** Returns at most {@code maxLength} chars of a text, without control characters. */
  public static String printable(String text, int maxLength) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), maxLength); i++) {
      char c = text.charAt(i);
      printable.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
    }
    return text.length() > maxLength ? printable.append('…').toString() : printable.toString();
  }
}
