package dev.prefork.internal.primary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurplusTest {
  @Test
  void aWorkerKeepsItsShare() {
    assertThat(Surplus.of(70, 50)).isEqualTo(20);
    assertThat(Surplus.of(50, 50)).isZero();
    assertThat(Surplus.of(30, 50)).isZero();
  }

  @Test
  void slightlyMoreThanTheShareIsNoSurplus() {
    assertThat(Surplus.of(51, 50)).isZero();
    assertThat(Surplus.of(52, 50)).isEqualTo(2);
    assertThat(Surplus.of(1020, 1000)).isZero();
  }

  @Test
  void aSingleConnectionStays() {
    assertThat(Surplus.of(1, 0.25)).isZero();
    assertThat(Surplus.of(2, 0.5)).isEqualTo(1);
  }
}
