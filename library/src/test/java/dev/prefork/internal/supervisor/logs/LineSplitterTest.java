package dev.prefork.internal.supervisor.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static List<byte[]> split(InputStream in) {
    List<byte[]> lines = new ArrayList<>();
    new LineSplitter(
            in, (bytes, from, to) -> lines.add(java.util.Arrays.copyOfRange(bytes, from, to)))
        .readAll();
    return lines;
  }

  private static List<String> split(String... reads) {
    List<InputStream> streams =
        Stream.of(reads).map(LineSplitterTest::stream).map(InputStream.class::cast).toList();
    return split(new SequenceInputStream(Collections.enumeration(streams))).stream()
        .map(line -> new String(line, StandardCharsets.UTF_8))
        .toList();
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aLineMayComeInPiecesAndAPieceMayHoldManyLines() {
    assertThat(split("o", "ne\ntw", "o\n\nthree\nfour\n"))
        .containsExactly("one", "two", "", "three", "four");
  }

  @Test
  void whatComesAfterTheLastLinesEndIsNotLost() {
    assertThat(split("one\nlast wo", "rds")).containsExactly("one", "last words");
    assertThat(split("")).isEmpty();
  }

  @Test
  void aLineThatIsTooLongComesInPiecesOfWhichNoneTearsACharacter() {
    for (int shift = 0; shift < 4; shift++) {
      String line = "x".repeat(shift) + "\ud83d\ude00".repeat(10_000);
      List<String> pieces = split(line + "\nshort\n");
      assertThat(pieces).hasSize(4).last().isEqualTo("short");
      assertThat(String.join("", pieces.subList(0, 3))).isEqualTo(line);
      assertThat(pieces).noneMatch(piece -> piece.contains("\ufffd"));
    }
  }

  @Test
  void bytesThatAreNoTextAreCutWhereTheyAreTooLong() {
    byte[] noText = new byte[LineSplitter.LONGEST + 1];
    java.util.Arrays.fill(noText, (byte) 0x80);
    assertThat(split(new ByteArrayInputStream(noText)))
        .extracting(line -> line.length)
        .containsExactly(LineSplitter.LONGEST, 1);
  }

  @Test
  void aStreamThatBreaksHasEnded() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close(); // reading it fails
    assertThat(split(new SequenceInputStream(stream("one\ntw"), broken)))
        .containsExactly(
            "one".getBytes(StandardCharsets.UTF_8), "tw".getBytes(StandardCharsets.UTF_8));
  }
}
