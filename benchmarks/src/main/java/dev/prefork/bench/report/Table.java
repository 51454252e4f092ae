package dev.prefork.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures of several rounds: what each row, mostly a server, reached in each column. It is filled
 * while the benchmark runs. The figures of one column are in the order of the rounds, so that two
 * rows are compared round by round.
 */
public final class Table {
  private final String id;
  private final String title;
  private final List<Column> columns;
  private final Map<String, Map<Column, List<Double>>> rows = new LinkedHashMap<>();
  private String base = "";
  private boolean turned;

  /**
   * An empty table.
   *
   * @param id what the goals and the files of the results call it, such as {@code connections-tcp}
   * @param title what a reader has to know: what was measured, how many rounds, how long
   */
  public Table(String id, String title, List<Column> columns) {
    this.id = id;
    this.title = title;
    this.columns = List.copyOf(columns);
  }

  /** Puts rows in this order, whichever is measured first. */
  public Table order(List<String> names) {
    names.forEach(row -> rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()));
    return this;
  }

  /** Compares with this row instead of with the first. */
  public Table against(String row) {
    base = row;
    return this;
  }

  /** Written with a line for each column, where there are many of them for few rows. */
  public Table turned() {
    turned = true;
    return this;
  }

  /** Adds the figure of a round. A row that is new becomes the last one. */
  public void add(String row, Column column, double figure) {
    if (!columns.contains(column)) {
      throw new IllegalArgumentException(id + " has no column " + column.name());
    }
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>())
        .computeIfAbsent(column, _ -> new ArrayList<>())
        .add(figure);
  }

  public String id() {
    return id;
  }

  String title() {
    return title;
  }

  boolean isTurned() {
    return turned;
  }

  List<Column> columns() {
    return columns;
  }

  List<String> rows() {
    return List.copyOf(rows.keySet());
  }

  /** The row that the others are compared with. */
  String base() {
    return base.isEmpty() ? rows.keySet().stream().findFirst().orElse("") : base;
  }

  /** The column of a name. */
  Column column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " has no column " + name));
  }

  /** All figures of a cell, none if it has not been measured. */
  List<Double> figures(String row, Column column) {
    return rows.getOrDefault(row, Map.of()).getOrDefault(column, List.of());
  }

  /** The median or the sum of a cell; NaN if it has not been measured. */
  public double figure(String row, Column column) {
    List<Double> figures = figures(row, column);
    return switch (column.summary()) {
      case MEDIAN -> Statistics.median(figures);
      case SUM -> Statistics.sum(figures);
    };
  }

  /** The ratio to the row that the others are compared with. */
  double ratio(String row, Column column) {
    return ratio(row, column.base().isEmpty() ? base() : column.base(), column);
  }

  /** The median over the rounds of one row's part of another; NaN if one was not measured. */
  double ratio(String row, String other, Column column) {
    return Statistics.medianRatio(figures(row, column), figures(other, column));
  }
}
