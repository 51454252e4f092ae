package dev.prefork.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {
  private final String text = Markdown.of(Fixture.results());

  @Test
  void rowHasFiguresAndRatios() {
    assertThat(text)
        .contains("|  | new, 1/s | ratio | primary, µs | ratio |\n|---|---:|---:|---:|---:|\n")
        .contains("| Prefork ROUND_ROBIN | 16,000 | 0.800 | 10.0 | 0.200 |\n")
        .contains("| Java, SO_REUSEPORT | 20,000 | 1.000 | – | – |\n");
  }

  @Test
  void missingMeasurementsAreListedWithTheReason() {
    assertThat(text).contains("- Bun, SO_REUSEPORT: it is not installed\n");
  }

  @Test
  void machineIsDescribed() {
    assertThat(text).contains("| kernel | Linux 6 \"x\" |\n");
  }

  @Test
  void goalsAreAtTheEnd() {
    assertThat(text.substring(text.indexOf("## Goals")))
        .contains("| new connections, ROUND_ROBIN : Node rr | ≥ 3.00 | 3.200 | reached |\n")
        .contains("| new connections, ROUND_ROBIN : C loop | ≥ 0.85 | – | not measured |\n");
  }

  @Test
  void transposedTableHasALineForEachColumn() {
    Section section = new Section("messages");
    Column up = Column.of("up", "1/s", 0).more();
    Table table = section.table("messages", "Messages", up).against("Node json").transposed();
    table.add("Prefork JSON", up, 30);
    table.add("Node json", up, 10);
    assertThat(Markdown.table(table))
        .contains("|  | Prefork JSON | ratio | Node json |\n|---|---:|---:|---:|\n")
        .contains("| up, 1/s | 30 | 3.000 | 10 |\n");
  }
}
