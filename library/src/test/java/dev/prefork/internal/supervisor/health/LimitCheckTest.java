package dev.prefork.internal.supervisor.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.HealthReport;
import dev.prefork.model.MoveReport;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.LimitOptions;
import dev.prefork.supervisor.model.WorkerStatus;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a worker is ill, and when it is worn out. */
class LimitCheckTest {
  private static final long MB = 1 << 20;
  private static final LimitOptions LIMITS =
      new LimitOptions(512 * MB, 256 * MB, Duration.ofSeconds(100), 1000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "512 | 256 | 90000  | 900  |",
        "513 | 256 | 90000  | 900  | memory of 513 MB exceeds limit of 512 MB",
        "512 | 257 | 90000  | 900  | heap of 257 MB after garbage collection exceeds limit of 256"
            + " MB",
        "512 | 256 | 110001 | 900  | served for 110 s",
        "512 | 256 | 90000  | 1101 | accepted 1101 connections",
      })
  void whatIsOverALimitIsSaid(long rss, long heap, long served, long accepted, String wear) {
    var figures = new WorkerStatus.Figures(0, rss * MB, 0, heap * MB, 0, accepted, 0);
    assertThat(LimitCheck.of(LIMITS, figures, served, 7)).isEqualTo(wear == null ? "" : wear);
    assertThat(LimitCheck.of(LimitOptions.NONE, figures, served, 7)).isEmpty();
  }

  @Test
  void workersThatCameTogetherDoNotGoTogether() {
    long[] limits = LongStream.range(1, 9).map(id -> LimitCheck.varied(1000, (int) id)).toArray();
    assertThat(limits).doesNotHaveDuplicates();
    assertThat(LongStream.of(limits)).allMatch(limit -> 900 <= limit && limit <= 1100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | 1500 | 0.95 |",
        "-1 | 0    | -1   |",
        "2  | 0    | 0    | deadlock of 2 threads",
        "0  | 1501 | 0    | no virtual thread has run for 1.5 s",
        "0  | 0    | 0.96 | garbage collection takes 96 % of the time",
      })
  void anAnswerMayBeABadOne(int deadlocked, long delay, double gcShare, String diagnosis) {
    HealthReport health =
        new HealthReport(0, 0, 0, 0, 0, MoveReport.NONE, deadlocked, delay, gcShare);
    assertThat(HealthRules.of(health, HealthOptions.DEFAULT))
        .isEqualTo(diagnosis == null ? "" : diagnosis);
  }
}
