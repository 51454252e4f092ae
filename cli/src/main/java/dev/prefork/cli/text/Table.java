package dev.prefork.cli.text;

import dev.prefork.internal.supervisor.logs.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Rows with their cells below each other. What does not fit is left out by columns, those of least
 * importance first, and named; the last column is cut where the width ends.
 */
public final class Table {
  /** What is there if only few of the last column's characters fit. */
  private static final int LEAST_OF_LAST = 12;

  private static final int GAP = 2;
  private static final Pattern NUMBER = Pattern.compile("-$|[0-9]");

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param title above it
   * @param leaves which one is left out first: the one with the lowest number; 0 for one that stays
   */
  public record Column(String title, int leaves) {}

  public Table(List<Column> columns) {
    this.columns = columns;
    rows.add(columns.stream().map(Column::title).toList());
  }

  public void add(List<String> row) {
    rows.add(row.stream().map(TerminalText::plain).toList());
  }

  /** The lines, none longer than the width unless the columns that stay are. */
  public List<String> lines(int width) {
    List<Integer> shown = shown(width);
    return rows.stream().map(row -> line(row, shown, width)).toList();
  }

  /** The titles of the columns that are left out at this width. */
  List<String> hidden(int width) {
    List<Integer> shown = shown(width);
    return IntStream.range(0, columns.size())
        .filter(column -> !shown.contains(column))
        .mapToObj(column -> columns.get(column).title())
        .toList();
  }

  private List<Integer> shown(int width) {
    List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    for (int next = next(shown); next >= 0 && least(shown) > width; next = next(shown)) {
      shown.remove(Integer.valueOf(next));
    }
    return shown;
  }

  /** The column to be left out next, or -1. */
  private int next(List<Integer> shown) {
    return shown.stream()
        .filter(column -> columns.get(column).leaves() > 0)
        .min(
            (one, other) -> Integer.compare(columns.get(one).leaves(), columns.get(other).leaves()))
        .orElse(-1);
  }

  private int least(List<Integer> shown) {
    int last = shown.getLast();
    int others =
        shown.stream()
            .filter(column -> column != last)
            .mapToInt(column -> width(column) + GAP)
            .sum();
    return others + Math.min(width(last), LEAST_OF_LAST);
  }

  private String line(List<String> row, List<Integer> shown, int width) {
    StringBuilder line = new StringBuilder();
    for (int column : shown) {
      String cell = row.get(column);
      String space = " ".repeat(width(column) - Width.of(cell));
      line.append(isNumber(column) ? space + cell : cell + space).append(" ".repeat(GAP));
    }
    return Width.cut(line.toString().stripTrailing(), width);
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> Width.of(row.get(column))).max().orElse(0);
  }

  private boolean isNumber(int column) {
    return rows.stream()
        .skip(1)
        .map(row -> row.get(column))
        .allMatch(cell -> NUMBER.matcher(cell).lookingAt());
  }
}
