package dev.prefork.bench.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** Bar charts of a table: one for each column whose rows are compared, below each other. */
public final class Charts {
  private static final int WIDTH = 800;
  private static final int TITLE_HEIGHT = 44;
  private static final int BAR_HEIGHT = 24;

  /** Space for the figure behind the longest bar, as a share of the bar. */
  private static final double LABEL_SHARE = 0.4;

  /** The keys by which bars get their colours. */
  private enum Kind {
    PREFORK(new Color(0x2f6fab)),
    OTHER(new Color(0xb5bfc9));

    private final Color colour;

    Kind(Color colour) {
      this.colour = colour;
    }

    static Kind of(String row) {
      return row.startsWith("Prefork") ? PREFORK : OTHER;
    }
  }

  private Charts() {}

  /** {@return whether a table has rows to compare} */
  public static boolean isWorth(Table table) {
    return table.rows().size() > 1 && table.columns().stream().anyMatch(Column::isCompared);
  }

  /** {@return the name of the file with the charts of a table} */
  public static String file(Table table) {
    return table.id() + ".png";
  }

  /**
   * Writes the charts of a table as a PNG file.
   *
   * @throws IOException if the file cannot be written, or the machine has no fonts
   */
  public static void write(Table table, Path directory) throws IOException {
    Path path = directory.resolve(file(table));
    try (OutputStream file = Files.newOutputStream(path)) {
      ChartUtils.writeBufferedImageAsPNG(file, image(table));
    } catch (RuntimeException | InternalError | LinkageError e) {
      throw new IOException(
          "cannot draw "
              + path
              + ": "
              + e
              + "; are fonts installed? apt-get install fonts-dejavu-core",
          e);
    }
  }

  private static BufferedImage image(Table table) {
    List<Column> columns = table.columns().stream().filter(Column::isCompared).toList();
    int height = TITLE_HEIGHT + BAR_HEIGHT * table.rows().size();
    BufferedImage image =
        new BufferedImage(WIDTH, height * columns.size(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < columns.size(); i++) {
      chart(table, columns.get(i))
          .draw(graphics, new Rectangle2D.Double(0, (double) height * i, WIDTH, height));
    }
    graphics.dispose();
    return image;
  }

  private static JFreeChart chart(Table table, Column column) {
    JFreeChart chart =
        ChartFactory.createStackedBarChart(
            column.heading(),
            null,
            null,
            dataset(table, column),
            PlotOrientation.HORIZONTAL,
            false,
            false,
            false);
    chart.getTitle().setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    chart.setPadding(new RectangleInsets(6, 0, 0, 0)); // top, left, bottom, right
    CategoryPlot plot = chart.getCategoryPlot();
    plot.setRenderer(renderer(table, column));
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setRangeGridlinesVisible(false);
    plot.getRangeAxis().setVisible(false);
    plot.getRangeAxis().setUpperMargin(LABEL_SHARE);
    return chart;
  }

  static CategoryDataset dataset(Table table, Column column) {
    DefaultCategoryDataset dataset = new DefaultCategoryDataset();
    for (String row : table.rows()) {
      double figure = table.figure(row, column);
      dataset.addValue(Double.isFinite(figure) ? figure : 0, Kind.of(row), row);
    }
    return dataset;
  }

  private static StackedBarRenderer renderer(Table table, Column column) {
    StackedBarRenderer renderer = new StackedBarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setDefaultItemLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    renderer.setDefaultItemLabelGenerator(new Labels(table, column));
    renderer.setDefaultPositiveItemLabelPosition(
        new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    CategoryDataset dataset = dataset(table, column);
    for (int i = 0; i < dataset.getRowCount(); i++) {
      renderer.setSeriesPaint(i, ((Kind) dataset.getRowKey(i)).colour);
    }
    return renderer;
  }

  /** Labels a bar with its figure and its ratio. */
  private static final class Labels extends StandardCategoryItemLabelGenerator {
    private static final long serialVersionUID = 1;

    private final transient Table table;
    private final transient Column column;

    Labels(Table table, Column column) {
      this.table = table;
      this.column = column;
    }

    @Override
    public String generateLabel(CategoryDataset dataset, int kind, int bar) {
      String row = (String) dataset.getColumnKey(bar);
      double ratio = table.ratio(row, column);
      return column.text(table.figure(row, column))
          + (Double.isNaN(ratio) ? "" : "  (× " + Figures.ratio(ratio) + ")");
    }
  }
}
