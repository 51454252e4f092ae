package dev.prefork.internal.supervisor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.prefork.internal.host.Memory;
import dev.prefork.internal.supervisor.sizing.Bytes;
import dev.prefork.internal.supervisor.sizing.JvmHeap;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When workers are not started for want of memory, and that usual clusters are. */
class MemoryGuardTest {
  private static final long MIB = 1 << 20;

  private static MemoryGuard guard(long total, long available) {
    return new MemoryGuard(() -> new Memory(total * MIB, available * MIB));
  }

  @ParameterizedTest
  @CsvSource({
    // more workers, heap, total, available
    "4, 307, 2048, 1900", // divided by us: 2 GB and 4 processors
    "2, 153, 512, 420",
    "1, 153, 256, 160",
    "1, 307, 2048, 300", // a reload when all heaps are full
    "4, 307, 2048, 1500", // a restart when they are not
    "8, 1800, 24000, 16000", // a machine that others use, too
    "4, 6000, 24000, 23000", // a quarter of the memory for each heap, as the JDK has it
    "4, 256, 1024, 900",
  })
  void whatIsUsualFits(int workers, long heap, long total, long available) {
    assertThat(guard(total, available).require(new MemoryNeed(workers, heap * MIB), false))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5000, 64, 24000, 22000",
    "1023, 64, 24000, 22000",
    "2, 10238976, 24000, 22000", // -Xmx9999g
    "8, 307, 2048, 700",
    "1, 64, 256, 70",
    "1024, 4294967296, 24000, 24000" // as large as it can be said
  })
  void whatDoesNotFitIsRefusedWithBothNumbers(int workers, long heap, long total, long available) {
    MemoryNeed need = new MemoryNeed(workers, heap * MIB);
    MemoryGuard guard = guard(total, available);
    String numbers =
        "%s needed, %s available".formatted(Bytes.text(need.bytes()), Bytes.text(available * MIB));
    assertThatIllegalStateException()
        .isThrownBy(() -> guard.require(need, false))
        .withMessageContaining(numbers)
        .withMessageEndingWith("or continue with --force");
    assertThat(guard.require(need, true)).startsWith("forced: ").contains(numbers);
  }

  @Test
  void whoWantsNoMoreWorkersIsNotAsked() {
    assertThat(guard(512, 0).require(new MemoryNeed(0, 64 * MIB), false)).isEmpty();
    assertThat(guard(512, 0).require(new MemoryNeed(-3, 64 * MIB), false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // total, available, starting, short?
    "512, 96, 0, false", // a sixteenth, and what a JVM takes to start
    "512, 95, 0, true",
    "512, 160, 1, false",
    "512, 159, 1, true",
    "24000, 192, 0, false", // 128 MB of a large machine
    "24000, 191, 0, true",
  })
  void aWorkerIsStartedWhileSomethingIsLeft(
      long total, long available, int starting, boolean isShort) {
    assertThat(guard(total, available).isLow(starting, 1000)).isEqualTo(isShort);
  }

  @Test
  void nothingIsStartedForAWhileAfterMemoryHasRunShort() {
    MemoryGuard guard = guard(512, 50);
    assertThat(guard.isDelaying(0)).isFalse();
    assertThat(guard.isLow(0, 1000)).isTrue();
    assertThat(guard.shortage())
        .isEqualTo("low memory: 50 MB available, 96 MB needed to start another worker");
    assertThat(guard.note()).isEqualTo(guard.shortage() + "; next attempt in 5 s");
    assertThat(guard.isDelaying(5999)).isTrue();
    guard.update(List.of(), 5999);
    assertThat(guard.shortage()).isNotEmpty();
    assertThat(guard.isDelaying(6000)).isFalse();
    guard.update(List.of(new Action.Fork(1, 1)), 6000);
    assertThat(guard.shortage()).isNotEmpty();
    guard.update(List.of(), 6000);
    assertThat(guard.shortage()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-Dx=y                                 | 1000",
        "-Xmx64m                               | 64",
        "-Xmx1g -Xmx2g                         | 2048",
        "-Xmx65536k                            | 64",
        "-Xmx67108864                          | 64",
        "-XX:MaxHeapSize=3g                    | 3072",
        "-Xms512m                              | 1000",
        "-Xms2G                                | 2048",
        "-XX:MaxRAMPercentage=50               | 2000",
        "-XX:MaxRAMPercentage=12.5             | 500",
        "-XX:MaxRAM=400m                       | 100",
        "-Xmx9999g                             | 10238976",
        "-Xmx999999999999999999t               | 4294967296",
        "-Xmx99999999999999999999g             | 1000", // none that a JVM takes
      })
  void theLargestHeapIsReadFromTheOptions(String options, long mib) {
    assertThat(JvmHeap.largest(List.of(options.split(" ")), 4000 * MIB)).isEqualTo(mib * MIB);
  }
}
