package dev.prefork.internal.supervisor.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When latency no longer falls. */
class SteadinessTest {
  private static boolean isSteady(String means) {
    List<Double> numbers =
        means.isEmpty()
            ? List.of()
            : DoubleStream.of(
                    List.of(means.split(" ", -1)).stream().mapToDouble(Double::valueOf).toArray())
                .boxed()
                .toList();
    return Steadiness.isSteady(numbers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100 100 100",
        "100 96 95",
        "100 50 49 48",
        "100 120 110", // slower, by other work on the machine
        "100 50 80 50"
      })
  void steadyIfTwoWindowsInARowAreNotMuchFasterThanAllBefore(String means) {
    assertThat(isSteady(means)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "100",
        "100 100",
        "100 94 94",
        "100 100 94",
        "100 90 80 70 60",
        "100 60 70 55" // the third window is slow by chance
      })
  void notSteadyWhileAWindowIsFaster(String means) {
    assertThat(isSteady(means)).isFalse();
  }
}
