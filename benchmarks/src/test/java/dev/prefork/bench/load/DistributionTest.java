package dev.prefork.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final Distribution DISTRIBUTION =
      Distribution.of(Stream.of("1", "2", "slow", "2", "1", "1"));

  @Test
  void shareIsTheFractionOfAllConnections() {
    assertThat(DISTRIBUTION.share("1")).isEqualTo(0.5);
    assertThat(DISTRIBUTION.share("nobody")).isZero();
  }

  @Test
  void spreadIsTheRatioOfTheBusiestAndTheIdlestProcess() {
    assertThat(DISTRIBUTION.spread(3)).isEqualTo(3.0);
  }

  @Test
  void spreadIsInfiniteIfAProcessServedNothing() {
    assertThat(DISTRIBUTION.spread(4)).isInfinite();
  }

  @Test
  void spreadCanLeaveOutAProcess() {
    assertThat(DISTRIBUTION.without("slow").spread(2)).isEqualTo(1.5);
  }
}
