package dev.prefork.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.StayReason;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static final Ledger LEDGER =
      new Ledger(412, 3, 212, 17, 0, 0, Map.of(StayReason.TLS, 2L, StayReason.UPGRADE, 1L));

  @Test
  void aReportArrivesWithTheReasonsWhyConnectionsStayed() throws IOException {
    Answer sent =
        new Answer.Done(new Report(true, "done", List.of(), 2, LEDGER, Duration.ofSeconds(1)));

    String line = Protocol.json(sent);

    assertThat(line).contains("\"moved\":212", "\"stayed\":{\"TLS\":2,\"UPGRADE\":1}");
    assertThat(Protocol.readAnswer(line)).isEqualTo(sent);
  }
}
