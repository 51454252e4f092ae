package dev.prefork.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeLeftTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void elapsedTimeIsSubtracted() {
    TimeLeft time = new TimeLeft(100, 0);
    assertThat(time.left(0)).isEqualTo(100);
    time.begin(60, 0);
    assertThat(time.left(10 * SECOND)).isEqualTo(90);
  }

  @Test
  void slowBenchmarkDoesNotReduceTheTimeOfOthers() {
    TimeLeft time = new TimeLeft(100, 0);
    time.begin(60, 0);
    assertThat(time.left(500 * SECOND)).isEqualTo(40);
    time.begin(40, 500 * SECOND);
    assertThat(time.left(540 * SECOND)).isZero();
  }

  @Test
  void longTimesAreInMinutes() {
    assertThat(TimeLeft.text(42)).isEqualTo("about 42 s left");
    assertThat(TimeLeft.text(300)).isEqualTo("about 5 min left");
  }
}
