package dev.prefork.internal.supervisor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.supervisor.model.RestartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How failures are counted. */
class CrashLoopTest {
  private static final double MIDDLE = 0.5;

  private static CrashLoop after(long... failures) {
    CrashLoop crashes = CrashLoop.NONE;
    for (long time : failures) {
      crashes = crashes.failed(RestartPolicy.DEFAULT, time, MIDDLE);
    }
    return crashes;
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 500", "3, 1000", "4, 2000", "5, 4000", "6, 8000", "7, 16000"})
  void thePauseDoublesFromTheSecondFailureOn(int failures, long pause) {
    CrashLoop crashes = after(LongStream.range(0, failures).toArray());
    assertThat(crashes.notBefore()).isEqualTo(failures - 1 + pause);
    assertThat(crashes.open()).isFalse();
  }

  @Test
  void pausesOfYearsDoNotOverflow() {
    RestartPolicy slow =
        new RestartPolicy(
            Duration.ofDays(3650), Duration.ofDays(3650), Duration.ZERO, 1000, Duration.ZERO);
    CrashLoop crashes = CrashLoop.NONE;
    for (int failure = 0; failure < 40; failure++) {
      crashes = crashes.failed(slow, 0, MIDDLE);
    }
    assertThat(crashes.notBefore()).isEqualTo(Duration.ofDays(3650).toMillis());
  }

  @Test
  void ofMoreFailuresThanCanMatterTheLastOnesAreKept() {
    RestartPolicy patient =
        new RestartPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1000, Duration.ofDays(3650));
    CrashLoop crashes = CrashLoop.NONE;
    for (int failure = 0; failure < 1500; failure++) {
      crashes = crashes.failed(patient, failure, MIDDLE);
    }
    assertThat(crashes.failures()).hasSize(1000).endsWith(1499L);
    assertThat(crashes.open()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 375", "1, 625"})
  void thePauseVariesByAQuarter(double random, long pause) {
    assertThat(after(0).failed(RestartPolicy.DEFAULT, 0, random).notBefore()).isEqualTo(pause);
  }

  @Test
  void tooManyFailuresWithinTheWindowOpenTheBreaker() {
    CrashLoop crashes = after(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(crashes.open()).isTrue();
    assertThat(crashes.notBefore()).isEqualTo(7 + 30_000);
    assertThat(crashes.failed(RestartPolicy.DEFAULT, 100_000, MIDDLE))
        .as("the trial failed, too")
        .returns(true, CrashLoop::open)
        .returns(130_000L, CrashLoop::notBefore);
  }

  @Test
  void theNoteOfAnOpenBreakerHasTheCountTheIntervalAndTheLastFailure() {
    WorkerFailure last =
        new WorkerFailure(1, 1, false, Outlook.OPEN, "worker 8 (4711) died", List.of());
    assertThat(after(0).note(RestartPolicy.DEFAULT, last)).isEmpty();
    assertThat(after(0, 1, 2, 3, 4, 5, 6, 7).note(RestartPolicy.DEFAULT, last))
        .isEqualTo(
            "breaker open: 8 workers failed within 60 s, one attempt every 30 s; last failure:"
                + " worker 8 (4711) died");
  }

  @Test
  void failuresThatAreFarApartOpenNothing() {
    CrashLoop crashes = after(LongStream.range(0, 20).map(i -> i * 10_000).toArray());
    assertThat(crashes.open()).isFalse();
    assertThat(crashes.notBefore()).isEqualTo(190_000 + 30_000);
  }

  @ParameterizedTest
  @CsvSource({"5000, 9999, 2", "5000, 10000, 0", "-1, 60000, 2"})
  void aSteadyWorkerThatCameAfterwardsEndsTheStreak(long since, long later, int streak) {
    WorkerView worker = new WorkerView(1, 1, 1, Stage.SERVING, 1000 + since, 0, false, false, true);
    CrashLoop reviewed =
        after(0, 1000).reviewed(RestartPolicy.DEFAULT, List.of(worker), 1000 + since + later);
    assertThat(reviewed.streak()).isEqualTo(streak);
  }
}
