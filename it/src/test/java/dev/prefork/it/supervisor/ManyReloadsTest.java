package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.load.LoadProfile;
import dev.prefork.it.harness.servers.SupervisedServer;
import dev.prefork.it.programs.supervised.VersionedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reloads leave nothing behind in the primary. */
@Tag("load")
@Tag("thorough")
class ManyReloadsTest {
  private static final int FEW = LoadProfile.of(10, 2);
  private static final int MANY = LoadProfile.of(100, 6);
  private static final long MEGABYTE = 1 << 20;

  /** Threads of pools come and go. */
  private static final int THREADS_BY_CHANCE = 2;

  /** What a primary has. */
  private record Belongings(int descriptors, int threads, long files, long heap, long memory) {
    static Belongings of(SupervisedServer cluster) {
      RunningCluster running = cluster.cluster();
      long heap = cluster.reachableMemory();
      long pid = running.pid();
      return new Belongings(
          Proc.descriptors(pid),
          Proc.threads(pid),
          countFiles(running.temporary()),
          heap,
          Proc.memory(pid, "VmRSS"));
    }
  }

  private static long countFiles(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aHundredReloadsLeaveNoMoreInThePrimaryThanTen() {
    try (SupervisedServer cluster = SupervisedServer.start(VersionedServer.class, 1, "1")) {
      Belongings few = after(FEW, cluster);
      Belongings many = after(MANY - FEW, cluster);
      LoadProfile.report("after " + FEW + " reloads", few);
      LoadProfile.report("after " + MANY + " reloads", many);
      assertThat(many.descriptors()).isLessThanOrEqualTo(few.descriptors());
      assertThat(many.threads()).isLessThanOrEqualTo(few.threads() + THREADS_BY_CHANCE);
      assertThat(many.files()).isLessThanOrEqualTo(few.files());
      assertThat(many.heap()).isLessThan(few.heap() + MEGABYTE);
    }
  }

  private static Belongings after(int reloads, SupervisedServer cluster) {
    for (int i = 0; i < reloads; i++) {
      cluster.reloadWell();
    }
    return Belongings.of(cluster.awaitServing(1));
  }
}
