package dev.prefork.internal.supervisor.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody's text has a terminal do anything. */
class TerminalTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "tab\there",
        "\u00fcber \u4f60\u597d",
        "\ud83d\udc69\u200d\ud83d\udcbb"
      })
  void textIsLeftAsItIs(String text) {
    assertThat(TerminalText.plain(text)).isEqualTo(text);
    assertThat(TerminalText.colored(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0000", "0007", "0008", "000a", "000b", "000d", "000e", "001b", "007f", "0085", "008d", "0090",
    "009b", "009d", "061c", "200b", "200e", "200f", "2028", "2029", "202a", "202b", "202c", "202d",
    "202e", "2060", "2066", "2067", "2068", "2069", "feff", "d800"
  })
  void whatATerminalWouldObeyIsWrittenOut(String point) {
    String text = "a" + (char) Integer.parseInt(point, 16) + "b";
    assertThat(TerminalText.plain(text)).isEqualTo("a\\u" + point + "b");
    assertThat(TerminalText.colored(text)).isEqualTo("a\\u" + point + "b");
  }

  @Test
  void anInvisibleCharacterOfAnotherPlaneIsWrittenOutAsWell() {
    assertThat(TerminalText.plain("a\udb40\udc41")).isEqualTo("a\\udb40\\udc41");
  }

  @Test
  void coloursEndWithTheLineAndNothingElseIsAControlSequence() {
    assertThat(TerminalText.colored("\u001b[31;1mred\u001b[0m and \u001b[38:2::1:2:3mrgb"))
        .isEqualTo("\u001b[31;1mred\u001b[0m and \u001b[38:2::1:2:3mrgb\u001b[0m");
    assertThat(TerminalText.plain("\u001b[31mred")).isEqualTo("\\u001b[31mred");
    assertThat(TerminalText.colored("\u001b[2J\u001b]0;title\u0007\u001b[?25l\u001b[6n"))
        .doesNotContain("\u001b", "\u0007");
    assertThat(TerminalText.colored("\u001b[\u001b[1m2J"))
        .isEqualTo("\\u001b[\u001b[1m2J\u001b[0m");
    assertThat(TerminalText.colored("\u001b[" + "1".repeat(41) + "m")).doesNotContain("\u001b");
  }

  @Test
  void aLineOfWindowsHasNoSignOfIt() {
    assertThat(TerminalText.colored("one\r")).isEqualTo("one");
    assertThat(TerminalText.colored("10%\r20%")).isEqualTo("10%\\u000d20%");
  }
}
