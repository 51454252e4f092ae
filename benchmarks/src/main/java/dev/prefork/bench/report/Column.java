package dev.prefork.bench.report;

/**
 * A column of a table: one kind of figure.
 *
 * @param name the heading
 * @param unit the unit of the figures, or ""
 * @param digits the number of digits after the decimal point
 * @param summary how to summarize the figures of several rounds
 * @param better which of two figures is better
 * @param base the row to compare the others with, or "" for that of the table
 */
public record Column(
    String name, String unit, int digits, Summary summary, Better better, String base) {

  /** How to summarize the figures of several rounds. */
  public enum Summary {
    MEDIAN,
    SUM
  }

  /** Which of two figures is better. */
  public enum Better {
    MORE,
    LESS,
    NEITHER
  }

  /** {@return a column of medians that are not compared} */
  public static Column of(String name, String unit, int digits) {
    return new Column(name, unit, digits, Summary.MEDIAN, Better.NEITHER, "");
  }

  /** {@return a column of counts, which are added up} */
  public static Column count(String name) {
    return new Column(name, "", 0, Summary.SUM, Better.NEITHER, "");
  }

  /** {@return the same column, with ratios, where more is better} */
  public Column more() {
    return new Column(name, unit, digits, summary, Better.MORE, base);
  }

  /** {@return the same column, with ratios, where less is better} */
  public Column less() {
    return new Column(name, unit, digits, summary, Better.LESS, base);
  }

  /** {@return the same column, compared with a row} */
  public Column against(String row) {
    return new Column(name, unit, digits, summary, better, row);
  }

  /** {@return whether the rows are compared by this column} */
  public boolean isCompared() {
    return better != Better.NEITHER;
  }

  String heading() {
    return unit.isEmpty() ? name : name + ", " + unit;
  }

  String text(double figure) {
    return Figures.text(figure, digits);
  }
}
