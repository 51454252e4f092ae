package dev.prefork.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MoveReportTest {
  private static final MoveReport SOME =
      new MoveReport(212, Map.of(StayReason.UPGRADE, 1L, StayReason.TLS, 2L));

  @Test
  void theTextNamesTheReasonsWhyConnectionsStayed() {
    assertThat(SOME).hasToString("moved 212, stayed 3 (tls 2, upgrade 1)");
    assertThat(MoveReport.NONE).hasToString("moved 0, stayed 0");
  }

  @Test
  void reportsAreAddedReasonByReason() {
    MoveReport more = new MoveReport(1, Map.of(StayReason.TLS, 3L, StayReason.BUSY, 4L));

    assertThat(SOME.plus(more)).hasToString("moved 213, stayed 10 (tls 5, upgrade 1, busy 4)");
    assertThat(SOME.plus(more).since(SOME)).isEqualTo(more);
    assertThat(SOME.since(SOME)).isEqualTo(MoveReport.NONE);
  }

  @Test
  void laterChangesOfTheMapDoNotReachTheReport() {
    Map<StayReason, Long> counts = new EnumMap<>(Map.of(StayReason.QUIET, 5L));
    MoveReport report = new MoveReport(0, counts);
    counts.put(StayReason.QUIET, 6L);

    assertThat(report.stayed()).containsEntry(StayReason.QUIET, 5L).isUnmodifiable();
  }
}
