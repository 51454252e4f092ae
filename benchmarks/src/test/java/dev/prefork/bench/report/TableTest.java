package dev.prefork.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Column RATE = Column.of("new", "1/s", 0).more();
  private static final Column FAILED = Column.count("failed");

  private final Table table = new Table("t", "title", List.of(RATE, FAILED));

  private void add(String row, Column column, double... figures) {
    for (double figure : figures) {
      table.add(row, column, figure);
    }
  }

  @Test
  void figureIsTheMedianOfAllRounds() {
    add("odd", RATE, 3, 1, 100);
    add("even", RATE, 4, 1, 2, 100);
    assertThat(table.figure("odd", RATE)).isEqualTo(3);
    assertThat(table.figure("even", RATE)).isEqualTo(3);
  }

  @Test
  void countsAreAddedUp() {
    add("a", FAILED, 1, 0, 2);
    assertThat(table.figure("a", FAILED)).isEqualTo(3);
  }

  @Test
  void ratioIsTheMedianOfTheRatiosOfTheRounds() {
    add("base", RATE, 10, 1000, 20);
    add("other", RATE, 20, 500, 60);
    assertThat(table.ratio("other", RATE)).isEqualTo(2); // the ratio of the medians would be 3
  }

  @Test
  void unfinishedRoundsAreNotCompared() {
    add("base", RATE, 10, 10);
    add("other", RATE, 20);
    assertThat(table.ratio("other", RATE)).isEqualTo(2);
  }

  @Test
  void figureThatWasNotMeasuredIsNaN() {
    add("a", RATE, 1);
    assertThat(table.figure("a", FAILED)).isNaN();
    assertThat(table.figure("b", RATE)).isNaN();
    assertThat(table.ratio("b", RATE)).isNaN();
  }

  @Test
  void rowsKeepTheirOrderWhicheverIsMeasuredFirst() {
    table.order(List.of("a", "b"));
    add("b", RATE, 1);
    add("a", RATE, 2);
    add("c", RATE, 2);
    assertThat(table.rows()).containsExactly("a", "b", "c");
    assertThat(table.base()).isEqualTo("a");
    assertThat(table.against("c").base()).isEqualTo("c");
  }

  @Test
  void columnCanHaveItsOwnBase() {
    Column own = RATE.against("b");
    Table two = new Table("two", "title", List.of(own));
    two.add("a", own, 1);
    two.add("b", own, 4);
    assertThat(two.ratio("a", own)).isEqualTo(0.25);
  }

  @Test
  void unknownColumnIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.add("a", Column.count("other"), 1))
        .withMessageContaining("other");
  }
}
