package dev.prefork.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
  private final JsonNode results = new JsonMapper().readTree(Json.of(Fixture.results()));
  private final JsonNode rows = results.at("/benchmarks/0/tables/0/rows");

  @Test
  void figureOfEveryRoundIsThere() {
    JsonNode cell = rows.get("Prefork ROUND_ROBIN").get("new, 1/s");
    assertThat(cell.get("rounds").values())
        .extracting(JsonNode::doubleValue)
        .containsExactly(16_000.0);
    assertThat(cell.get("median").doubleValue()).isEqualTo(16_000);
    assertThat(cell.get("ratio").doubleValue()).isEqualTo(0.8);
  }

  @Test
  void figureThatWasNotMeasuredIsNull() {
    JsonNode cell = rows.get("Java, SO_REUSEPORT").get("primary, µs");
    assertThat(cell.get("rounds").values()).isEmpty();
    assertThat(cell.get("median").isNull()).isTrue();
    assertThat(cell.get("ratio").isNull()).isTrue();
  }

  @Test
  void infiniteFigureIsNull() {
    Results infinite = Fixture.results();
    infinite.tables().getFirst().add("Bun", Fixture.RATE, Double.POSITIVE_INFINITY);
    JsonNode cell =
        new JsonMapper()
            .readTree(Json.of(infinite))
            .at("/benchmarks/0/tables/0/rows/Bun")
            .get("new, 1/s");
    assertThat(cell.get("rounds").get(0).isNull()).isTrue();
    assertThat(cell.get("median").isNull()).isTrue();
  }

  @Test
  void rowsKeepTheirOrder() {
    assertThat(rows.propertyNames())
        .containsExactly("Java, SO_REUSEPORT", "Prefork ROUND_ROBIN", "Node rr");
  }

  @Test
  void machineAndMissingMeasurementsAndGoalsAreThere() {
    assertThat(results.at("/machine/kernel").stringValue()).isEqualTo("Linux 6 \"x\"");
    assertThat(results.at("/benchmarks/0/missing/0/what").stringValue())
        .isEqualTo("Bun, SO_REUSEPORT");
    assertThat(results.at("/goals/0/verdict").stringValue()).isEqualTo("reached");
  }
}
