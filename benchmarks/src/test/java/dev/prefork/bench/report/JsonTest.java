package dev.prefork.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTest {
  private final String text = Json.of(Fixture.results());

  @Test
  void everyRoundIsThere() {
    assertThat(text).contains("\"new, 1/s\":{\"rounds\":[16000.0],\n\"median\":16000.0,\n");
  }

  @Test
  void whatWasNotMeasuredIsNull() {
    assertThat(text).contains("\"primary, µs\":{\"rounds\":[],\n\"median\":null,\n\"ratio\":null}");
  }

  @Test
  void textsAreQuoted() {
    assertThat(text).contains("\"kernel\":\"Linux 6 \\\"x\\\"\"");
    assertThat(Json.quoted("a\\b\n\u0001")).isEqualTo("\"a\\\\b\\n\\u0001\"");
  }
}
