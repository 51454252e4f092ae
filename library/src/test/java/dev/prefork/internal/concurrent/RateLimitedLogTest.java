package dev.prefork.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {
  private final List<String> lines = new ArrayList<>();
  private long now;

  private final RateLimitedLog log =
      new RateLimitedLog(
          new System.Logger() {
            @Override
            public String getName() {
              return "test";
            }

            @Override
            public boolean isLoggable(Level level) {
              return true;
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String line, Throwable thrown) {
              lines.add(line);
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String line, Object... parameters) {
              lines.add(line);
            }
          },
          () -> now);

  @Test
  void aFewAreLoggedAndTheRestCountedInTheNextPeriod() {
    for (int i = 0; i < 1000; i++) {
      log.warn("line " + i);
    }
    assertThat(lines)
        .hasSize(RateLimitedLog.MAX_LINES)
        .contains("line 0")
        .doesNotContain("line 999");
    now += RateLimitedLog.PERIOD_NANOS;
    log.warn("later");
    assertThat(lines.subList(RateLimitedLog.MAX_LINES, lines.size()))
        .containsExactly("980 similar warnings were not logged", "later");
  }
}
