package dev.prefork.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PlotTest {
  private final Table table = Fixture.results().tables().getFirst();

  @Test
  void longestBarIsThatOfTheGreatestFigure() throws Exception {
    Document picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Plot.svg(table))));
    assertThat(width(picture, 1)).isEqualTo(420); // Java; rectangle 0 is the background
    assertThat(width(picture, 2)).isEqualTo(336); // Prefork
    assertThat(width(picture, 4)).isZero(); // of Java there is no figure in the second column
  }

  private static double width(Document picture, int rectangle) {
    Element bar = (Element) picture.getElementsByTagName("rect").item(rectangle);
    return Double.parseDouble(bar.getAttribute("width"));
  }

  @Test
  void tableOfOneRowHasNoPlot() {
    Section section = new Section("s");
    Table single = section.table("single", "title", Fixture.RATE);
    single.add("a", Fixture.RATE, 1);
    assertThat(Plot.isWorth(single)).isFalse();
    assertThat(Plot.isWorth(table)).isTrue();
  }
}
