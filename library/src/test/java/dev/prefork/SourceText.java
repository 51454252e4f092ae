package dev.prefork;

/** Java source text, as far as a rule that reads imports needs to understand it. */
final class SourceText {

  private final String source;
  private final StringBuilder code;
  private int at;

  private SourceText(String source) {
    this.source = source;
    this.code = new StringBuilder(source.length());
  }

  /**
   * The source with its comments and the text of its literals blanked; every line stays where it
   * was.
   */
  static String codeOf(String source) {
    return new SourceText(source).strip();
  }

  /** The number, from 1 on, of the line that holds the character at the given index. */
  static int lineOf(String source, int index) {
    return 1 + (int) source.substring(0, index).chars().filter(c -> c == '\n').count();
  }

  private String strip() {
    while (at < source.length()) {
      if (source.startsWith("//", at)) {
        blankTo(indexAfter("\n", at));
      } else if (source.startsWith("/*", at)) {
        blankTo(indexAfter("*/", at + 2));
      } else if (source.startsWith("\"\"\"", at)) {
        blankTo(endOfLiteral("\"\"\""));
      } else if (source.startsWith("\"", at)) {
        blankTo(endOfLiteral("\""));
      } else if (source.startsWith("'", at)) {
        blankTo(endOfLiteral("'"));
      } else {
        code.append(source.charAt(at++));
      }
    }
    return code.toString();
  }

  private int indexAfter(String end, int from) {
    int found = source.indexOf(end, from);
    return found < 0 ? source.length() : found + end.length();
  }

  private int endOfLiteral(String quote) {
    int i = at + quote.length();
    while (i < source.length() && !source.startsWith(quote, i)) {
      i += source.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(source.length(), i + quote.length());
  }

  private void blankTo(int end) {
    for (; at < end; at++) {
      code.append(source.charAt(at) == '\n' ? '\n' : ' ');
    }
  }
}
