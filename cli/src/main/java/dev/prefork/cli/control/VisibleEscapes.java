package dev.prefork.cli.control;

import dev.prefork.internal.supervisor.logs.TerminalText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;

/** Escapes everything in JSON that a terminal would interpret as control characters. */
final class VisibleEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1;
  private static final int DELETE = 0x7f;

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] codes = standardAsciiEscapesForJSON();
    codes[DELETE] = ESCAPE_STANDARD;
    return codes;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    return TerminalText.isHarmful(character) && !Character.isSurrogate((char) character)
        ? new SerializedString("\\u%04x".formatted(character))
        : null;
  }
}
