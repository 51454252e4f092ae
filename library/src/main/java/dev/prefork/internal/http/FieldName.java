package dev.prefork.internal.http;

/** The headers that matter for the end of a message or of the connection. */
enum FieldName {
  CONTENT_LENGTH("content-length"),
  TRANSFER_ENCODING("transfer-encoding"),
  HOST("host"),
  CONNECTION("connection"),
  /** Any other. */
  OTHER("");

  private static final FieldName[] ALL = values();

  private final String text;

  FieldName(String text) {
    this.text = text;
  }

  /** Returns which header begins a line with a name of this length. */
  static FieldName of(Line line, int nameLength) {
    for (FieldName name : ALL) {
      if (line.isAnyCase(0, nameLength, name.text)) {
        return name;
      }
    }
    return OTHER;
  }

  /** Returns the length of the name that begins a line, or -1 if the line is no header. */
  static int lengthIn(Line line) {
    int end = line.endOfToken(0);
    return end > 0 && end < line.length() && line.at(end) == ':' ? end : -1;
  }
}
