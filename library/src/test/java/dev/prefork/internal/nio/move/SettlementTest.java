package dev.prefork.internal.nio.move;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether connections are about to move, as threads see it that do not move them. */
class SettlementTest {
  private final Settlement settlement = new Settlement();

  @Test
  void nothingIsSettledBeforeTheLoopHasSeenTheRequest() {
    settlement.request();
    settlement.update(true); // the loop looked before the request
    assertThat(settlement.isSettled()).isFalse();
    settlement.see();
    settlement.update(false);
    assertThat(settlement.isSettled()).isFalse();
    settlement.update(true);
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void anotherRequestUnsettlesIt() {
    settlement.update(true);
    settlement.request();
    assertThat(settlement.isSettled()).isFalse();
  }

  @Test
  void aLoopThatHasFailedSettlesWhatItHasNotSeen() throws InterruptedException {
    settlement.request();
    settlement.end();
    settlement.request();
    settlement.await(Long.MAX_VALUE);
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void aWaitEndsInTime() throws InterruptedException {
    settlement.request();
    settlement.await(1);
    assertThat(settlement.isSettled()).isFalse();
  }
}
