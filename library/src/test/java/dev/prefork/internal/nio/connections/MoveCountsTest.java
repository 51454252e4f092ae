package dev.prefork.internal.nio.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.MoveReport;
import dev.prefork.model.StayReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MoveCountsTest {
  @Test
  void connectionsThatMoveAndThoseThatStayAreCountedByReason() {
    MoveReport before = MoveCounts.report();
    MoveCounts.countMoved();
    MoveCounts.countStayed(StayReason.TLS);
    MoveCounts.countStayed(StayReason.TLS);
    MoveCounts.countStayed(StayReason.OFF);

    assertThat(MoveCounts.report().since(before))
        .isEqualTo(new MoveReport(1, Map.of(StayReason.TLS, 2L, StayReason.OFF, 1L)));
  }
}
