package dev.prefork.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of several rounds, by row and column. A row is usually a server. The figures of a
 * cell are in the order of the rounds, so that rows are compared round by round.
 */
public final class Table {
  private final String id;
  private final String title;
  private final List<Column> columns;
  private final Map<String, Map<Column, List<Double>>> rows = new LinkedHashMap<>();
  private String base = "";
  private boolean transposed;

  /**
   * Creates an empty table.
   *
   * @param id the name in goals and files, such as {@code connections-tcp}
   * @param title what was measured, how many rounds, how long
   */
  public Table(String id, String title, List<Column> columns) {
    this.id = id;
    this.title = title;
    this.columns = List.copyOf(columns);
  }

  /** Adds rows in this order, whichever is measured first. */
  public Table order(List<String> names) {
    names.forEach(row -> rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()));
    return this;
  }

  /** Compares with this row instead of the first. */
  public Table against(String row) {
    base = row;
    return this;
  }

  /** Writes a line for each column, for tables of many columns and few rows. */
  public Table transposed() {
    transposed = true;
    return this;
  }

  /** Adds the figure of a round. A new row becomes the last one. */
  public void add(String row, Column column, double figure) {
    if (!columns.contains(column)) {
      throw new IllegalArgumentException(id + " has no column " + column.name());
    }
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>())
        .computeIfAbsent(column, _ -> new ArrayList<>())
        .add(figure);
  }

  /** {@return the name in goals and files} */
  public String id() {
    return id;
  }

  String title() {
    return title;
  }

  boolean isTransposed() {
    return transposed;
  }

  List<Column> columns() {
    return columns;
  }

  List<String> rows() {
    return List.copyOf(rows.keySet());
  }

  /** {@return the row that the others are compared with} */
  String base() {
    return base.isEmpty() ? rows.keySet().stream().findFirst().orElse("") : base;
  }

  /** {@return the column with a name} */
  Column column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " has no column " + name));
  }

  /** {@return all figures of a cell; none if it was not measured} */
  List<Double> figures(String row, Column column) {
    return rows.getOrDefault(row, Map.of()).getOrDefault(column, List.of());
  }

  /** {@return the median or the sum of a cell; NaN if it was not measured} */
  public double figure(String row, Column column) {
    List<Double> figures = figures(row, column);
    return switch (column.summary()) {
      case MEDIAN -> Statistics.median(figures);
      case SUM -> Statistics.sum(figures);
    };
  }

  /** {@return the ratio to the row that the others are compared with} */
  double ratio(String row, Column column) {
    return ratio(row, column.base().isEmpty() ? base() : column.base(), column);
  }

  /** {@return the median over the rounds of the ratio of two rows; NaN if one was not measured} */
  double ratio(String row, String other, Column column) {
    return Statistics.medianRatio(figures(row, column), figures(other, column));
  }
}
