package dev.prefork.cli.text;

import dev.prefork.internal.supervisor.logs.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table for a terminal. If it is too wide, it hides columns, the least important first, and cuts
 * the last column.
 */
public final class Table {
  /** The last column keeps this width before another column is hidden. */
  private static final int MIN_LAST_WIDTH = 12;

  private static final int GAP = 2;
  private static final Pattern NUMBER = Pattern.compile("-$|[0-9]");

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param title the title
   * @param rank the column with the lowest rank is hidden first; 0 for a column that is never
   *     hidden
   */
  public record Column(String title, int rank) {}

  public Table(List<Column> columns) {
    this.columns = columns;
    rows.add(columns.stream().map(Column::title).toList());
  }

  public void add(List<String> row) {
    rows.add(row.stream().map(TerminalText::plain).toList());
  }

  /** Returns the lines, no longer than the width unless the remaining columns are wider. */
  public List<String> lines(int width) {
    List<Integer> shown = shown(width);
    return rows.stream().map(row -> line(row, shown, width)).toList();
  }

  /** Returns the titles of the columns that are hidden at this width. */
  List<String> hidden(int width) {
    List<Integer> shown = shown(width);
    return IntStream.range(0, columns.size())
        .filter(column -> !shown.contains(column))
        .mapToObj(column -> columns.get(column).title())
        .toList();
  }

  private List<Integer> shown(int width) {
    List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    for (int next = next(shown); next >= 0 && minWidth(shown) > width; next = next(shown)) {
      shown.remove(Integer.valueOf(next));
    }
    return shown;
  }

  /** Returns the column to hide next, or -1. */
  private int next(List<Integer> shown) {
    return shown.stream()
        .filter(column -> columns.get(column).rank() > 0)
        .min((one, other) -> Integer.compare(columns.get(one).rank(), columns.get(other).rank()))
        .orElse(-1);
  }

  private int minWidth(List<Integer> shown) {
    int last = shown.getLast();
    int others =
        shown.stream()
            .filter(column -> column != last)
            .mapToInt(column -> width(column) + GAP)
            .sum();
    return others + Math.min(width(last), MIN_LAST_WIDTH);
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
