package dev.prefork.internal.codec.json;

import java.util.HexFormat;

/** Escapes of half a surrogate pair: legal in JSON, and what Node writes, but not text. */
final class LoneSurrogates {

  private static final int ESCAPE = "\\uxxxx".length();
  private static final String REPLACEMENT = "\\ufffd";

  private LoneSurrogates() {}

  /** The same JSON, of the same length, with each such escape replaced; itself if it has none. */
  static String replacedIn(String json) {
    StringBuilder replaced = new StringBuilder();
    int copied = 0;
    int at = json.indexOf('\\');
    while (at >= 0) {
      int end = at + escapeLength(json, at);
      if (isLone(json, at, end)) {
        replaced.append(json, copied, at).append(REPLACEMENT);
        copied = end;
      }
      at = json.indexOf('\\', end);
    }
    return copied == 0 ? json : replaced.append(json, copied, json.length()).toString();
  }

  private static int escapeLength(String json, int at) {
    int unit = unit(json, at);
    if (unit < 0) {
      return 2;
    }
    int next = unit(json, at + ESCAPE);
    return next >= 0 && Character.isSurrogatePair((char) unit, (char) next) ? 2 * ESCAPE : ESCAPE;
  }

  private static boolean isLone(String json, int at, int end) {
    int unit = unit(json, at);
    return end - at == ESCAPE && unit >= 0 && Character.isSurrogate((char) unit);
  }

  /** The UTF-16 unit that is escaped here, or -1 if there is no such escape. */
  private static int unit(String json, int at) {
    if (!json.startsWith("\\u", at) || at + ESCAPE > json.length()) {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE; i++) {
      if (!HexFormat.isHexDigit(json.charAt(i))) {
        return -1;
      }
      unit = (unit << 4) | HexFormat.fromHexDigit(json.charAt(i));
    }
    return unit;
  }
}
