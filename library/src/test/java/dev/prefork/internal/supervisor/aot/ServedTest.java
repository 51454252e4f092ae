package dev.prefork.internal.supervisor.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.supervisor.model.AotCacheOptions;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recording is enough after a time and with traffic. */
class ServedTest {
  private final AotCacheOptions options =
      new AotCacheOptions(
          true, Duration.ofSeconds(120), Duration.ofSeconds(20), Duration.ofMinutes(10));

  @ParameterizedTest
  @CsvSource({"119, 60, false", "120, 19, false", "120, 20, true", "3600, 1, false"})
  void bothAreNeeded(int seconds, int processorSeconds, boolean enough) {
    Served served =
        new Served(Duration.ofSeconds(seconds), Duration.ofSeconds(processorSeconds), 5);
    assertThat(served.isEnough(options)).isEqualTo(enough);
  }
}
