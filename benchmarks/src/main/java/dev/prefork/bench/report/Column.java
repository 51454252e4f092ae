package dev.prefork.bench.report;

/**
 * What is measured of each row of a table.
 *
 * @param name what stands above it
 * @param unit of its figures, or nothing
 * @param digits after the point
 * @param summary what is made of the figures of several rounds
 * @param better what a ratio to another row means, if there is one
 * @param base the row that the others are compared with, or nothing for that of the table
 */
public record Column(
    String name, String unit, int digits, Summary summary, Better better, String base) {

  /** What is made of the figures of several rounds. */
  public enum Summary {
    MEDIAN,
    SUM
  }

  /** Which of two figures is the better one. */
  public enum Better {
    MORE,
    LESS,
    NEITHER
  }

  /** A median that is not compared. */
  public static Column of(String name, String unit, int digits) {
    return new Column(name, unit, digits, Summary.MEDIAN, Better.NEITHER, "");
  }

  /** Occurrences, added up. */
  public static Column count(String name) {
    return new Column(name, "", 0, Summary.SUM, Better.NEITHER, "");
  }

  /** The same, with a ratio of which more is better. */
  public Column more() {
    return new Column(name, unit, digits, summary, Better.MORE, base);
  }

  /** The same, with a ratio of which less is better. */
  public Column less() {
    return new Column(name, unit, digits, summary, Better.LESS, base);
  }

  /** The same, compared with this row. */
  public Column against(String row) {
    return new Column(name, unit, digits, summary, better, row);
  }

  /** Whether the rows are compared by it. */
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
