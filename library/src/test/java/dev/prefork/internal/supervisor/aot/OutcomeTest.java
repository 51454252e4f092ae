package dev.prefork.internal.supervisor.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A cache that could not be written is reported with the reason. */
class OutcomeTest {
  private static String reason(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).reason();
  }

  @Test
  void eachFailureHasItsReason() {
    assertThat(reason(Outcome.unfinished(Duration.ofMinutes(3))))
        .isEqualTo("the JVM did not finish writing the cache within 180 s");
    assertThat(reason(Outcome.replaced()))
        .isEqualTo("files of the program or the JDK changed while a worker recorded");
  }

  @Test
  void aCacheThatWasNotWrittenComesWithTheFreeSpace() {
    assertThat(reason(Outcome.notWritten(Path.of("/tmp/cache.tmp"))))
        .matches("the JVM did not write /tmp/cache\\.tmp \\(\\d+ MB free\\)");
    assertThat(reason(Outcome.notWritten(Path.of("/nowhere/cache.tmp"))))
        .isEqualTo("the JVM did not write /nowhere/cache.tmp");
  }
}
