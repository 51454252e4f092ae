package dev.prefork.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malicious files are rejected quickly, and in short lines. */
@Timeout(20)
class HostileFileTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  private void assertRefused(String text, String reason) throws IOException {
    assertRefused(text.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void assertRefused(byte[] bytes, String reason) throws IOException {
    Path file = Files.write(folder.resolve("prefork.yaml"), bytes);
    assertThatThrownBy(() -> Configuration.read(Map.of(), Map.of(), file))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .startsWith(file + ":")
        .contains(reason)
        .satisfies(message -> assertThat(message.lines()).allMatch(line -> line.length() < 1000));
  }

  /** Ten aliases of ten aliases of ten: each line has ten times as much as the one before. */
  private static String laughs() {
    String first = "a0: &a0 [" + "x,".repeat(9) + "x]\n";
    return first
        + IntStream.rangeClosed(1, 9)
            .mapToObj(i -> "a%d: &a%d [%s]\n".formatted(i, i, aliases(i - 1)))
            .collect(Collectors.joining())
        + "arguments: *a9\n";
  }

  private static String aliases(int of) {
    return IntStream.range(0, 10).mapToObj(_ -> "*a" + of).collect(Collectors.joining(","));
  }

  @Test
  void aliasesOfABillionWordsAreRejected() throws IOException {
    assertRefused(laughs(), ":11: arguments: alias *a9 ");
  }

  @Test
  void anAliasOfItselfIsRejected() throws IOException {
    assertRefused("arguments: &a [*a]\n", ":1: arguments: alias *a ");
  }

  @Test
  void aKeyThatIsGivenTwiceIsNamed() throws IOException {
    assertRefused("workers: 1\nname: shop\nworkers: 2\n", ":3: workers: duplicate");
  }

  @ParameterizedTest
  @ValueSource(ints = {MEBIBYTE + 1, 10 * MEBIBYTE})
  void aFileOfMegabytesIsNotRead(int bytes) throws IOException {
    String line = "name: shop # ";
    assertRefused(line + "x".repeat(bytes - line.length()), "1048576 bytes");
  }

  @Test
  void aFileWithoutAnEndIsNotReadToIt() {
    assertThatThrownBy(() -> Configuration.read(Map.of(), Map.of(), Path.of("/dev/zero")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("1048576 bytes");
  }

  @Test
  void aMegabyteOfCommentsIsAFile() throws IOException {
    String text = "name: shop\n# " + "x".repeat(MEBIBYTE - 20) + "\n";
    Path file = Files.writeString(folder.resolve("prefork.yaml"), text);
    assertThat(Configuration.read(Map.of(), Map.of(), file).given(Keys.NAME)).contains("shop");
  }

  @Test
  void aValueThatIsLongerThanALineIsShortened() throws IOException {
    String digits = "9".repeat(MEBIBYTE - 100);
    assertRefused("workers: " + digits + "\n", "workers: invalid number of workers '9999");
    assertRefused(digits + ": 4\n", ":1: ");
  }

  @Test
  void endlessBracketsAreRejected() throws IOException {
    assertRefused("arguments: " + "[".repeat(MEBIBYTE - 100), "");
    assertRefused("arguments: " + "{a: ".repeat(MEBIBYTE / 5), "");
  }

  @Test
  void ofManyMistakesOneScreenIsReported() throws IOException {
    String text =
        IntStream.range(0, 50_000).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());
    assertRefused(text, "and 49980 more");
  }

  @Test
  void bytesThatAreNotTextAreReported() throws IOException {
    assertRefused(new byte[] {'a', ':', ' ', (byte) 0xff}, "UTF-8");
  }
}
