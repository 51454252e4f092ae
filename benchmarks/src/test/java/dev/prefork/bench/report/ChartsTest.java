package dev.prefork.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartsTest {
  private static final int BLUE = 0xff2f6fab;
  private static final int GREY = 0xffb5bfc9;

  private final Table table = Fixture.results().tables().getFirst();

  @Test
  void barsAreProportionalToTheFigures(@TempDir Path directory) throws Exception {
    Charts.write(table, directory);
    BufferedImage charts = ImageIO.read(directory.resolve("connections-tcp.png").toFile());
    BufferedImage first = charts.getSubimage(0, 0, charts.getWidth(), charts.getHeight() / 2);
    double prefork = pixels(first, BLUE); // 16,000
    double others = pixels(first, GREY); // 20,000 and 5,000
    assertThat(prefork / others).isCloseTo(16.0 / 25.0, within(0.02));
  }

  private static long pixels(BufferedImage image, int colour) {
    return IntStream.range(0, image.getWidth())
        .mapToLong(
            x ->
                IntStream.range(0, image.getHeight())
                    .filter(y -> image.getRGB(x, y) == colour)
                    .count())
        .sum();
  }

  @Test
  void figureThatWasNotMeasuredHasNoBar() {
    assertThat(Charts.dataset(table, Fixture.PRIMARY).getValue(0, 0).doubleValue()).isZero();
  }

  @Test
  void tableOfOneRowHasNoCharts() {
    Section section = new Section("s");
    Table single = section.table("single", "title", Fixture.RATE);
    single.add("a", Fixture.RATE, 1);
    assertThat(Charts.isWorth(single)).isFalse();
    assertThat(Charts.isWorth(table)).isTrue();
  }
}
