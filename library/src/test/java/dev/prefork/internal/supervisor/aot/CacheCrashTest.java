package dev.prefork.internal.supervisor.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.ExitStatus;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ends of a worker an AOT cache may have caused. */
class CacheCrashTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "134 | true  | # A fatal error has been detected by the Java Runtime Environment: | true",
        "139 | true  |                                                        | true",
        "135 | false |                                                        | true",
        "132 | false |                                                        | true",
        "137 | false |                                                        | false",
        "143 | true  |                                                        | false",
        "1   | false | Error occurred during initialization of VM             | true",
        "1   | false | Error occurred during initialization of boot layer     | true",
        "1   | false | Error: Could not create the Java Virtual Machine.      | true",
        "1   | false | Exception in thread main                               | false",
        "1   | true  | Error occurred during initialization of VM             | false",
        "1   | true  | java.net.BindException: Address already in use         | false",
        "0   | false |                                                        | false",
        "0   | true  |                                                        | false",
        "3   | true  |                                                        | false",
      })
  void aCacheIsSuspectedForWhatItCanCause(
      int code, boolean connected, String line, boolean possible) {
    List<String> lines = line == null ? List.of() : List.of(line, "and more");
    assertThat(CacheCrash.isPossible(new ExitStatus(code), connected, lines)).isEqualTo(possible);
  }
}
