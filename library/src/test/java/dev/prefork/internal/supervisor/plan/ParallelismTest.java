package dev.prefork.internal.supervisor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reload replaces as many workers at a time as the machine has room for. */
class ParallelismTest {
  @ParameterizedTest
  @CsvSource({
    // wanted, processors, used, memory for
    "0, 2, 0.0, 9, 2",
    "0, 2, 0.9, 9, 1",
    "0, 2, 2.0, 9, 1",
    "0, 2, 7.5, 9, 1",
    "0, 16, 4.2, 99, 12",
    "0, 16, 4.2, 3, 3",
    "0, 16, 4.2, 0, 1",
    "1, 16, 0.0, 99, 1",
    "5, 2, 2.0, 99, 5",
    "5, 2, 2.0, 4, 4"
  })
  void asManyAsProcessorsAreIdleUnlessANumberIsGivenAndOnlyIfThereIsMemory(
      int wanted, int processors, double used, int memory, int parallel) {
    assertThat(new Parallelism(wanted, processors, workers -> workers <= memory).during(used))
        .isEqualTo(parallel);
  }
}
