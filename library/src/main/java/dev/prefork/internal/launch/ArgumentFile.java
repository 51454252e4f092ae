package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text of an {@code @argfile} into arguments as the {@code java} launcher does. The
 * launcher's quirks are kept: a line end terminates a token even inside quotes, a backslash escapes
 * only inside quotes, a comment removes the unquoted text directly before it, and an empty pair of
 * quotes is a token only if blank space follows.
 */
final class ArgumentFile {
  private enum State {
    BETWEEN_TOKENS,
    IN_COMMENT,
    IN_TOKEN,
    IN_QUOTE,
    IN_ESCAPE,
    CONTINUED
  }

  private final List<String> tokens = new ArrayList<>();

  /** The parts of the current token that precede a quote or an escape. */
  private final StringBuilder pieces = new StringBuilder();

  /** Separate from {@link #pieces}, because an empty piece can still make a token. */
  private boolean hasPieces;

  private final StringBuilder piece = new StringBuilder();
  private State state = State.BETWEEN_TOKENS;
  private char quote = '"';

  private ArgumentFile() {}

  static List<String> tokens(String text) {
    ArgumentFile file = new ArgumentFile();
    text.chars().forEach(c -> file.read((char) c));
    return file.end();
  }

  private void read(char c) {
    switch (state) {
      case BETWEEN_TOKENS -> begin(c, State.IN_TOKEN);
      case CONTINUED -> begin(c, State.IN_QUOTE);
      case IN_ESCAPE -> escaped(c);
      case IN_COMMENT -> state = isEndOfLine(c) ? State.BETWEEN_TOKENS : state;
      case IN_TOKEN -> token(c);
      case IN_QUOTE -> quoted(c);
    }
  }

  private void begin(char c, State next) {
    if (!isBlank(c) && !isEndOfLine(c)) {
      state = next;
      read(c);
    }
  }

  private void token(char c) {
    if (isBlank(c) || isEndOfLine(c)) {
      finish();
    } else if (c == '#') {
      piece.setLength(0);
      state = State.IN_COMMENT;
    } else if (c == '"' || c == '\'') {
      quote = c;
      closePiece();
      state = State.IN_QUOTE;
    } else {
      piece.append(c);
    }
  }

  private void quoted(char c) {
    if (isEndOfLine(c)) {
      finish();
    } else if (c == '\\') {
      closePiece();
      hasPieces = true;
      state = State.IN_ESCAPE;
    } else if (c == quote) {
      closePiece();
      state = State.IN_TOKEN;
    } else {
      piece.append(c);
    }
  }

  private void escaped(char c) {
    if (isEndOfLine(c)) {
      state = State.CONTINUED;
      return;
    }
    piece.append(
        switch (c) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'f' -> '\f';
          default -> c;
        });
    closePiece();
    state = State.IN_QUOTE;
  }

  private void closePiece() {
    hasPieces |= !piece.isEmpty();
    pieces.append(piece);
    piece.setLength(0);
  }

  private void finish() {
    tokens.add(pieces.append(piece).toString());
    pieces.setLength(0);
    piece.setLength(0);
    hasPieces = false;
    state = State.BETWEEN_TOKENS;
  }

  private List<String> end() {
    boolean open = state == State.IN_TOKEN || state == State.IN_QUOTE;
    if (open && (hasPieces || !piece.isEmpty())) {
      finish();
    }
    return tokens;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
  }

  private static boolean isEndOfLine(char c) {
    return c == '\n' || c == '\r';
  }
}
