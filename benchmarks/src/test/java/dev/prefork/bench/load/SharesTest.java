package dev.prefork.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final Shares SHARES = Shares.of(Stream.of("1", "2", "slow", "2", "1", "1"));

  @Test
  void partIsOfAll() {
    assertThat(SHARES.part("1")).isEqualTo(0.5);
    assertThat(SHARES.part("nobody")).isZero();
  }

  @Test
  void spreadIsTheBusiestForOneOfTheIdlest() {
    assertThat(SHARES.spread(3)).isEqualTo(3.0);
  }

  @Test
  void spreadOfProcessesOfWhichOneGotNothingIsInfinite() {
    assertThat(SHARES.spread(4)).isInfinite();
  }

  @Test
  void spreadWithoutOneIsThatOfTheOthers() {
    assertThat(SHARES.without("slow").spread(2)).isEqualTo(1.5);
  }
}
