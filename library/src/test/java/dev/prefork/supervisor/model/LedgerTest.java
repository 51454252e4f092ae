package dev.prefork.supervisor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.StayReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Ledger BEFORE = new Ledger(10, 2, 3, 4, 5, 6, Map.of(StayReason.TLS, 7L));
  private static final Ledger MORE =
      new Ledger(1, 20, 300, 4000, 50, 6, Map.of(StayReason.TLS, 1L, StayReason.BUSY, 2L));

  @Test
  void ledgersAreAddedCountByCount() {
    assertThat(BEFORE.plus(MORE))
        .isEqualTo(
            new Ledger(11, 22, 303, 4004, 55, 12, Map.of(StayReason.TLS, 8L, StayReason.BUSY, 2L)));
  }

  @Test
  void theLedgerOfAnOperationHasOnlyWhatHappenedSinceItBegan() {
    assertThat(BEFORE.plus(MORE).since(BEFORE)).isEqualTo(MORE);
    assertThat(BEFORE.since(BEFORE)).isEqualTo(Ledger.EMPTY);
  }
}
