package dev.prefork.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.StayReason;
import dev.prefork.supervisor.model.Ledger;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatTest {
  @Test
  void theLedgerSaysWhyConnectionsStayed() {
    Map<StayReason, Long> stayed = Map.of(StayReason.UPGRADE, 1L, StayReason.TLS, 2L);

    assertThat(Format.ledger(new Ledger(412, 3, 212, 17, 0, 0, stayed)))
        .isEqualTo(
            "412 accepted, 3 redispatched, 212 moved, 17 drained, 0 forced, 0 lost;"
                + " stayed 3 (tls 2, upgrade 1)");
  }

  @Test
  void theLedgerSaysNothingOfConnectionsThatStayedIfNoneDid() {
    assertThat(Format.ledger(new Ledger(412, 3, 212, 17, 0, 1, Map.of())))
        .isEqualTo("412 accepted, 3 redispatched, 212 moved, 17 drained, 0 forced, 1 lost");
  }
}
