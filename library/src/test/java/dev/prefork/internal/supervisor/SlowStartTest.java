package dev.prefork.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The share of a new worker rises as its compilers become calm, and is full in time. */
class SlowStartTest {
  private final SlowStart start = new SlowStart(Duration.ofSeconds(2));

  @Test
  void aCalmWorkerHasItsFullShareAfterThreeSteps() {
    double share = SlowStart.FIRST;
    for (int step = 1; step <= 3; step++) {
      share = start.next(share, 0.1, 100L * step);
    }
    assertThat(share).isEqualTo(1);
  }

  @Test
  void whileItsCompilersAreBusyTheShareStays() {
    assertThat(start.next(0.25, 0.9, 1000)).isEqualTo(0.25);
  }

  @Test
  void afterTheWarmUpTimeTheShareIsFull() {
    assertThat(start.next(0.25, 1.9, 2000)).isEqualTo(1);
  }

  @Test
  void aShareIsNeverMoreThanAFullOne() {
    assertThat(start.next(0.75, 0, 100)).isEqualTo(1);
  }
}
