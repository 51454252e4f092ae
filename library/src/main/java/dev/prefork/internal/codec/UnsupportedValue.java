package dev.prefork.internal.codec;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that does not fit, on its way out of the tree.
 *
 * <p>Each level that it passes adds its step, so that the path costs nothing while all is well.
 */
public final class UnsupportedValue extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_STEPS = 12;
  private static final int MAX_TEXT = 40;

  private final transient List<String> steps = new ArrayList<>();

  private final String before;
  private final String after;

  /** The sentence in two halves, between which the path will stand. */
  public UnsupportedValue(String before, String after) {
    this(before, after, null);
  }

  public UnsupportedValue(String before, String after, @Nullable Throwable cause) {
    super(before + "…" + after, cause, false, false);
    this.before = before;
    this.after = after;
  }

  public UnsupportedValue at(int index) {
    steps.add("[" + index + "]");
    return this;
  }

  public UnsupportedValue at(String key) {
    steps.add(isPlain(key) ? "." + key : "[" + quoted(key) + "]");
    return this;
  }

  /** The sentence for the user. */
  public IllegalArgumentException toException() {
    return toExceptionAt(path());
  }

  /** The sentence for the user, where the place is known by other means than a path. */
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

  public static String quoted(String text) {
    return '"' + printable(text) + '"';
  }

  public static String printable(String text) {
    return printable(text, MAX_TEXT);
  }

  /** Text as it may stand in a message of one line: cut, without control characters. */
  public static String printable(String text, int maxLength) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), maxLength); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
    }
    return text.length() > maxLength ? shown.append('…').toString() : shown.toString();
  }
}
