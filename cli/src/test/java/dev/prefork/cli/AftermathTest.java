package dev.prefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AftermathTest {
  @ParameterizedTest
  @CsvSource({
    // stopping, the dead one listened, some worker ever did
    "false, true, true, FORK_AGAIN",
    "false, false, true, FORK_LATER",
    "false, false, false, GIVE_UP",
    "true, true, true, NOTHING",
    "true, false, true, NOTHING",
    "true, false, false, NOTHING",
  })
  void whatBecomesOfAClusterWhenAWorkerHasDied(
      boolean stopping, boolean listened, boolean anyListened, Aftermath expected) {
    assertThat(Aftermath.of(stopping, listened, anyListened)).isEqualTo(expected);
  }
}
