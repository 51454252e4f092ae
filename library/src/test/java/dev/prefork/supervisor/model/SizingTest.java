package dev.prefork.supervisor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.internal.supervisor.sizing.JvmOptionSources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How processors and memory are divided. */
class SizingTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "1, 24000, 1", // one for each processor
    "2, 24000, 2",
    "64, 24000, 64",
    "8, 1024, 4", // none without memory
    "8, 512, 2",
    "8, 128, 1",
    "2, 1024, 2",
  })
  void thereIsAWorkerForEachProcessorThatHasMemoryEnough(int processors, long mib, int workers) {
    assertThat(new Sizing(processors, mib * MIB).workers()).isEqualTo(workers);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 8000, 4, 1200, 2", // six tenths of the memory, and two processors each
    "4, 8000, 2, 2400, 2",
    "8, 8000, 2, 2400, 4",
    "8, 8000, 3, 1600, 3", // nobody goes short by rounding
    "1, 1000, 1, 600, 1",
    "2, 500, 10, 64, 2", // asked for by number: it may just start
  })
  void heapAndProcessorsAreDivided(
      int processors, long mib, int workers, long heap, int processorsEach) {
    assertThat(new Sizing(processors, mib * MIB).options(workers, List.of("-Dx=y")))
        .containsExactly(
            "-Xmx" + heap + "m",
            "-XX:ActiveProcessorCount=" + processorsEach,
            "-XX:+ExitOnOutOfMemoryError");
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx1g, -Xmx",
    "-Xms4g, -Xmx",
    "-XX:MaxRAMPercentage=50, -Xmx",
    "-XX:MaxHeapSize=1g, -Xmx",
    "-XX:ActiveProcessorCount=8, -XX:ActiveProcessorCount",
    "-XX:-ExitOnOutOfMemoryError, -XX:+ExitOnOutOfMemoryError",
    "-XX:+CrashOnOutOfMemoryError, -XX:+ExitOnOutOfMemoryError",
    "-XX:OnOutOfMemoryError=reboot, -XX:+ExitOnOutOfMemoryError",
  })
  void whatTheUserHasSaidCounts(String said, String notSaid) {
    assertThat(new Sizing(4, 1000 * MIB).options(2, List.of("-Da=b", said)))
        .hasSize(2)
        .noneMatch(option -> option.startsWith(notSaid));
  }

  @Test
  void aFileOfOptionsMaySayAnything() {
    assertThat(new Sizing(4, 1000 * MIB).options(2, List.of("-XX:VMOptionsFile=x"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})
  void itCountsInTheEnvironment(String variable) {
    Settings settings = Cluster.settings().withExecArgv(List.of("-ea"));
    assertThat(JvmOptionSources.of(settings, Map.of(variable, " -Da=b  \"-Xmx1g\"")))
        .containsExactlyInAnyOrder("-ea", "-Da=b", "-Xmx1g");
  }

  @Test
  void theOptionsHaveTheOrderInWhichTheJvmTakesThem() {
    Settings settings = Cluster.settings().withExecArgv(List.of("-Xmx3g"));
    Map<String, String> variables =
        Map.of(
            "_JAVA_OPTIONS", "-Xmx4g",
            "JDK_JAVA_OPTIONS", "-Xmx2g",
            "JAVA_TOOL_OPTIONS", "-Xmx1g");
    assertThat(JvmOptionSources.of(settings, variables))
        .containsExactly("-Xmx1g", "-Xmx2g", "-Xmx3g", "-Xmx4g");
  }

  @Test
  void whatThisProcessHasIsPlausible() {
    Sizing sizing = Sizing.ofThisProcess();
    assertThat(sizing.processors()).isPositive();
    assertThat(sizing.memory()).isGreaterThan(Runtime.getRuntime().maxMemory() / 2);
  }
}
