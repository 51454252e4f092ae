package dev.prefork.bench.report;

import java.util.List;
import java.util.Locale;

/** Bars: for each compared column of a table, how the rows stand to each other. */
public final class Plot {
  private static final int LABEL = 210;
  private static final int LONGEST = 420;
  private static final int WIDTH = LABEL + LONGEST + 170;
  private static final int LINE = 22;
  private static final int TEXT_LONGEST = 40;

  private Plot() {}

  /** Whether there is anything to be compared. */
  public static boolean isWorth(Table table) {
    return table.rows().size() > 1 && table.columns().stream().anyMatch(Column::isCompared);
  }

  public static String file(Table table) {
    return table.id() + ".svg";
  }

  /** A picture of all compared columns. */
  public static String svg(Table table) {
    StringBuilder bars = new StringBuilder();
    int y = 0;
    for (Column column : compared(table)) {
      bars.append(text(8, y + LINE, "font-weight=\"bold\"", column.heading()));
      y += LINE + 10;
      for (String row : table.rows()) {
        bars.append(bar(table, row, column, y));
        y += LINE;
      }
      y += LINE / 2;
    }
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"13\">%n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n%s</svg>%n",
        WIDTH,
        y + LINE,
        bars);
  }

  /** Bars of letters, for a terminal. */
  public static String text(Table table) {
    StringBuilder bars = new StringBuilder(table.id() + "\n");
    for (Column column : compared(table)) {
      bars.append("  ").append(column.heading()).append('\n');
      for (String row : table.rows()) {
        int length = (int) Math.round(share(table, row, column) * TEXT_LONGEST);
        bars.append(
            String.format(
                Locale.ROOT,
                "    %-30s %s %s%n",
                row,
                "█".repeat(length),
                value(table, row, column)));
      }
    }
    return bars.toString();
  }

  private static List<Column> compared(Table table) {
    return table.columns().stream().filter(Column::isCompared).toList();
  }

  private static String bar(Table table, String row, Column column, int y) {
    double length = share(table, row, column) * LONGEST;
    String colour = row.startsWith("Prefork") ? "#2f6fab" : "#b5bfc9";
    return text(LABEL - 8, y + 15, "text-anchor=\"end\"", row)
        + String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
            LABEL,
            y + 2,
            length,
            LINE - 5,
            colour)
        + text((int) (LABEL + length + 6), y + 15, "", value(table, row, column));
  }

  private static String value(Table table, String row, Column column) {
    double ratio = table.ratio(row, column);
    return column.text(table.figure(row, column)) + "  (× " + Figures.ratio(ratio) + ")";
  }

  /** Of the longest bar. What was not measured, or has no end, has none. */
  private static double share(Table table, String row, Column column) {
    double most =
        table.rows().stream()
            .mapToDouble(each -> table.figure(each, column))
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    double figure = table.figure(row, column);
    return Double.isFinite(figure) && most > 0 ? figure / most : 0;
  }

  private static String text(int x, int y, String attributes, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    return String.format(
        Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, attributes, escaped);
  }
}
