package dev.prefork.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much memory there is, from the files in which the kernel says so. */
class MemoryTest {
  private static final long MIB = 1 << 20;

  @TempDir Path root;

  @BeforeEach
  void aMachine() throws IOException {
    write("proc/meminfo", "MemTotal:  8388608 kB\nMemFree: 1 kB\nMemAvailable:  4194304 kB\n");
    write("proc/self/cgroup", "4:memory:/a/b\n1:cpu:/\n0::/c/d\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void mounts(String... lines) throws IOException {
    write("proc/self/mountinfo", String.join("\n", lines) + "\n");
  }

  private void first(String directory, String limit, long used, long cache) throws IOException {
    String at = "sys/fs/cgroup/memory/" + directory;
    write(at + "/memory.limit_in_bytes", limit + "\n");
    write(at + "/memory.usage_in_bytes", used * MIB + "\n");
    write(at + "/memory.stat", "inactive_file 7\ntotal_inactive_file " + cache * MIB + "\n");
  }

  private void second(String directory, String limit, String high, long used) throws IOException {
    String at = "sys/fs/cgroup/" + directory;
    write(at + "/memory.max", limit + "\n");
    write(at + "/memory.high", high + "\n");
    write(at + "/memory.current", used * MIB + "\n");
    write(
        at + "/memory.stat",
        "anon 5\ninactive_file %d\nactive_file %d\nfile_mapped %d\n"
            .formatted(30 * MIB, 20 * MIB, 10 * MIB));
  }

  private void assertMemory(long total, long available) {
    assertThat(Memory.read(root)).isEqualTo(new Memory(total * MIB, available * MIB));
  }

  private void oldMount() throws IOException {
    mounts("35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory");
  }

  private void newMount() throws IOException {
    mounts("30 23 0:27 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate");
  }

  @Test
  void withoutControlGroupsItIsTheMachines() throws IOException {
    mounts("22 1 8:1 / / rw - ext4 /dev/sda1 rw");
    assertMemory(8192, 4096);
  }

  @Test
  void aGroupThatHasALimitHasWhatItDoesNotUseAndTheCacheOfFiles() throws IOException {
    oldMount();
    first("a/b", "" + 512 * MIB, 400, 100);
    assertMemory(512, 212);
  }

  @Test
  void theTightestOfTheGroupsAroundItCounts() throws IOException {
    oldMount();
    first("a/b", "" + 512 * MIB, 100, 0);
    first("a", "" + 1024 * MIB, 1000, 0);
    first("", "9223372036854771712", 5000, 0);
    assertMemory(512, 24);
  }

  @ParameterizedTest
  @CsvSource({
    "max, max, 8192, 4096", // no limit
    "1073741824, max, 1024, 864", // 1024 - 200 and a cache of 40
    "1073741824, 536870912, 512, 352", // it would be slowed down to death
    "99999999999999999999, max, 8192, 4096", // more than there is
  })
  void aGroupOfVersionTwoIsUnderstood(String limit, String high, long total, long available)
      throws IOException {
    newMount();
    second("c/d", limit, high, 200);
    assertMemory(total, available);
  }

  @Test
  void aGroupThatUsesMoreThanItMayHasNothing() throws IOException {
    newMount();
    second("c/d", "" + 100 * MIB, "max", 200);
    assertMemory(100, 0);
  }

  @Test
  void aContainerThatSeesItsOwnPartOnlyIsUnderstood() throws IOException {
    mounts("35 31 0:32 /a/b /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory");
    first("", "" + 256 * MIB, 56, 0);
    assertMemory(256, 200);
  }

  @Test
  void whatCannotBeReadIsNoLimit() throws IOException {
    Files.delete(root.resolve("proc/meminfo"));
    assertThat(Memory.read(root)).isEqualTo(Memory.UNKNOWN);
    write("proc/meminfo", "MemTotal: much\n");
    mounts("", "35", "1 2 3 4 - cgroup2", "35 31 0:32 / /nowhere rw - cgroup2 cgroup2 rw");
    assertThat(Memory.read(root)).isEqualTo(Memory.UNKNOWN);
  }

  @Test
  void whatThisProcessHasIsPlausible() {
    Memory memory = Memory.ofThisProcess();
    assertThat(memory.total()).isBetween(64 * MIB, 1L << 50);
    assertThat(memory.available()).isBetween(1L, memory.total());
  }
}
