package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.programs.support.FreePorts;
import org.junit.jupiter.api.Test;

/** Tests that run beside each other never take each other's ports. */
class FreePortsTest {
  @Test
  void theseTestsKnowWhichProcessOfTestsTheyAreIn() {
    assertThat(Integer.getInteger("prefork.fork")).isPositive();
  }

  @Test
  void noPortIsGivenTwice() {
    assertThat(FreePorts.next()).isNotEqualTo(FreePorts.next());
  }
}
