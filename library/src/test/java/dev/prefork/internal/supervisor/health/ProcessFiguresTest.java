package dev.prefork.internal.supervisor.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.host.Memory;
import org.junit.jupiter.api.Test;

/** What /proc says. */
class ProcessFiguresTest {
  @Test
  void aProcessMayBeCalledAnything() {
    String stat =
        "4711 (a ) 1 (b) S 1 4711 4711 0 -1 4194560 100 0 0 0 120 30 0 0 20 0 17 0 99 5000 12345"
            + " 0\n";
    assertThat(ProcessFigures.parse(stat))
        .isEqualTo(new ProcessFigures(150, 12345 * Memory.PAGE_SIZE));
  }

  @Test
  void thisProcessUsesMemoryAndOneThatHasEndedNone() {
    assertThat(ProcessFigures.of(ProcessHandle.current().pid()).rss()).isGreaterThan(1 << 20);
    assertThat(ProcessFigures.of(Long.MAX_VALUE)).isEqualTo(ProcessFigures.NONE);
  }

  @Test
  void processorsAreTimeUsedInTimeGone() {
    ProcessFigures earlier = new ProcessFigures(100, 0);
    assertThat(new ProcessFigures(175, 0).processorsSince(earlier, 500)).isEqualTo(1.5);
    assertThat(new ProcessFigures(175, 0).processorsSince(earlier, 0)).isZero();
    assertThat(ProcessFigures.NONE.processorsSince(earlier, 500)).isZero();
  }
}
