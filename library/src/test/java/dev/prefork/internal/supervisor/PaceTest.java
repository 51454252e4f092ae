package dev.prefork.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.supervisor.model.HealthOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often the supervisor looks after its workers. */
class PaceTest {
  private static Pace pace(int interval, Duration watchdog) {
    HealthOptions usual = HealthOptions.DEFAULT;
    HealthOptions health =
        new HealthOptions(
            Duration.ofMillis(interval), usual.unhealthyAfter(), usual.killUnhealthyAfter());
    return new Pace(health, watchdog);
  }

  private static long next(Pace pace, boolean steady) {
    pace.pass(steady, 1000);
    return pace.left(1000);
  }

  @ParameterizedTest
  @CsvSource({"0, 500", "1, 100", "300, 300", "500, 500", "5000, 1000"})
  void anIdleClusterIsLookedAfterOnceForEachHealthCheck(int interval, long millis) {
    assertThat(next(pace(interval, null), true)).isEqualTo(millis);
  }

  @Test
  void oneThatChangesIsLookedAfterTenTimesASecond() {
    assertThat(next(pace(5000, null), false)).isEqualTo(100);
  }

  @Test
  void aWatchdogIsNotKeptWaiting() {
    assertThat(next(pace(5000, Duration.ofMillis(600)), true)).isEqualTo(300);
  }

  @Test
  void aThreadThatIsOverASecondLateWasStopped() {
    Pace pace = pace(500, null);
    pace.pass(true, 1000);
    assertThat(pace.isStalled(2500)).isFalse();
    assertThat(pace.isStalled(2501)).isTrue();
    assertThat(pace.left(2501)).isZero();
  }

  @Test
  void anAnswerOfAHealthyWorkerChangesNothingInAnIdleCluster() {
    Pace pace = pace(500, null);
    SupervisorCommand answer = new SupervisorCommand.Answered(1, null);
    assertThat(pace.isNews(answer, _ -> null)).as("not idle").isTrue();
    pace.pass(true, 1000);
    assertThat(pace.isNews(answer, _ -> null)).isFalse();
    assertThat(pace.isNews(new SupervisorCommand.Publish(), _ -> null)).isTrue();
  }
}
