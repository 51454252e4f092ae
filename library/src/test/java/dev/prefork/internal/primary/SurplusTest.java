package dev.prefork.internal.primary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurplusTest {
  @Test
  void aWorkerKeepsTheMean() {
    assertThat(Surplus.of(70, 200, 4)).isEqualTo(20);
    assertThat(Surplus.of(50, 200, 4)).isZero();
    assertThat(Surplus.of(30, 200, 4)).isZero();
  }

  @Test
  void almostTheMeanIsNoSurplus() {
    assertThat(Surplus.of(51, 200, 4)).isZero();
    assertThat(Surplus.of(52, 200, 4)).isEqualTo(2);
    assertThat(Surplus.of(1020, 4000, 4)).isZero();
  }

  @Test
  void aSingleConnectionStays() {
    assertThat(Surplus.of(1, 1, 4)).isZero();
    assertThat(Surplus.of(2, 2, 4)).isEqualTo(1);
  }
}
