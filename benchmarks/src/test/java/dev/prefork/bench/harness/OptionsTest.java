package dev.prefork.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static Options of(String... words) {
    return Options.of(words, List.of("start", "memory"));
  }

  @Test
  void withoutArgumentsAllBenchmarksRun() {
    assertThat(of())
        .isEqualTo(new Options(List.of(), false, 0, 0, List.of("jdk", "netty", "tomcat")));
  }

  @Test
  void namesAndOptionsComeInAnyOrder() {
    assertThat(of("start", "--rounds", "7", "--quick", "memory", "--server", "netty"))
        .isEqualTo(new Options(List.of("start", "memory"), true, 7, 0, List.of("netty")));
  }

  @Test
  void invalidArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("strat"))
        .withMessage("unknown benchmark 'strat': expected one of start, memory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("--rounds", "none"))
        .withMessage("invalid value 'none' of --rounds: expected a number from 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("--starts"))
        .withMessage("missing value of --starts");
  }
}
