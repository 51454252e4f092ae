package dev.prefork.internal.supervisor.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.ExitStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A training that leaves no cache is reported with the reason. */
class OutcomeTest {
  private static String reason(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).reason();
  }

  @Test
  void eachFailureHasItsReason() {
    assertThat(reason(Outcome.notListening(Duration.ofSeconds(8))))
        .isEqualTo("the training worker did not listen within 8 s");
    assertThat(reason(Outcome.endedEarly(new ExitStatus(9))))
        .isEqualTo("the training worker exited with status 9 before it listened");
    assertThat(reason(Outcome.unfinished(Duration.ofMinutes(3))))
        .isEqualTo("the JVM did not finish writing the cache within 180 s");
    assertThat(reason(Outcome.replaced()))
        .isEqualTo("files of the program or the JDK changed during the training");
  }

  @Test
  void aCacheThatWasNotWrittenComesWithTheFreeSpace() {
    assertThat(reason(Outcome.notWritten(Path.of("/tmp/cache.tmp"))))
        .matches("the JVM did not write /tmp/cache\\.tmp \\(\\d+ MB free\\)");
    assertThat(reason(Outcome.notWritten(Path.of("/nowhere/cache.tmp"))))
        .isEqualTo("the JVM did not write /nowhere/cache.tmp");
  }
}
