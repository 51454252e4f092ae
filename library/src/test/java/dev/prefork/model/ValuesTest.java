package dev.prefork.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ExitStatus}, {@link Signal} and {@link SchedulingPolicy}. */
class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "127, 127",
    "128, 128",
    "129, 129 (SIGHUP)",
    "130, 130 (SIGINT)",
    "134, 134 (SIGABRT)",
    "137, 137 (SIGKILL)",
    "139, 139 (SIGSEGV)",
    "143, 143 (SIGTERM)",
    "144, 144",
    "255, 255"
  })
  void anExitStatusNamesTheSignal(int code, String text) {
    assertThat(new ExitStatus(code)).hasToString(text);
  }

  @Test
  void onlyCodeZeroIsSuccess() {
    assertThat(new ExitStatus(0).isSuccess()).isTrue();
    for (int code = 1; code < 256; code++) {
      assertThat(new ExitStatus(code).isSuccess()).as("%d", code).isFalse();
    }
  }

  @Test
  void aCodeBelow129HasNoSignal() {
    for (int code = 0; code <= 128; code++) {
      assertThat(new ExitStatus(code).signal()).as("%d", code).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSignalIsFoundByItsNumber(Signal signal) {
    assertThat(Signal.of(signal.number())).isSameAs(signal);
    assertThat(new ExitStatus(128 + signal.number()).signal()).isSameAs(signal);
  }

  @ParameterizedTest
  @EnumSource
  void aSignalHasTheNumberOfThisSystem(Signal signal) throws IOException {
    var kill = new ProcessBuilder("bash", "-c", "kill -l " + signal.number()).start();
    assertThat("SIG" + kill.inputReader().readLine()).isEqualTo(signal.name());
  }

  @ParameterizedTest
  @CsvSource({
    "rr, ROUND_ROBIN",
    "RR, ROUND_ROBIN",
    "' rr\t', ROUND_ROBIN",
    "round_robin, ROUND_ROBIN",
    "Round-Robin, ROUND_ROBIN",
    "sticky, STICKY",
    "least, LEAST_CONNECTIONS",
    "least-connections, LEAST_CONNECTIONS",
    "least_connections, LEAST_CONNECTIONS",
    "ROUND_ROBIN, ROUND_ROBIN",
    "none, NONE",
    "None, NONE"
  })
  void aPolicyIsFoundByItsName(String name, SchedulingPolicy policy) {
    assertThat(SchedulingPolicy.byName(name)).isSameAs(policy);
  }

  @Test
  void aPolicyIsFoundInEveryLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr"));
    try {
      assertThat(SchedulingPolicy.byName("ROUND_ROBIN")).isSameAs(SchedulingPolicy.ROUND_ROBIN);
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "r r", "1", "2", "nobody", "sched_rr"})
  void anyOtherTextIsNoPolicy(String name) {
    assertThat(SchedulingPolicy.byName(name)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aPolicyIsFoundByItsShortName(SchedulingPolicy policy) {
    assertThat(SchedulingPolicy.byName(policy.shortName())).isSameAs(policy);
  }
}
