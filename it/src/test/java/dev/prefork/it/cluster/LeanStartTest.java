package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SettingsCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker's JVM does not load before it listens, so that it listens soon. */
class LeanStartTest {
  /** What is made of the primary's answer to the first {@code bind}. */
  private static final String ANSWERED = "dev.prefork.internal.nio.listen.HandoffIntake ";

  @TempDir private Path folder;

  private List<String> loadedUntilListening() throws IOException {
    Path log = folder.resolve("loaded");
    try (RunningCluster cluster = Start.program(SettingsCluster.class).run()) {
      cluster.tell("set stdio ignore inherit inherit");
      cluster.tell("set execArgv -Xlog:class+load:file=" + log + ":none");
      cluster.tell("set args serve 0");
      cluster.tell("fork");
      cluster.awaitLine("listening 1");
      List<String> loaded = Files.readAllLines(folder.resolve("loaded-worker1"));
      return loaded.stream().takeWhile(line -> !line.startsWith(ANSWERED)).toList();
    }
  }

  @Test
  void workerListensWithoutSecurityProvidersDatagramsAndLibc() throws IOException {
    assertThat(loadedUntilListening())
        .anyMatch(line -> line.startsWith("dev.prefork.internal.nio.link.LinkToPrimary "))
        .noneMatch(line -> line.startsWith("sun.security.provider."))
        .noneMatch(line -> line.startsWith("dev.prefork.internal.nio.udp.ClusterDatagramChannel "))
        .noneMatch(line -> line.startsWith("java.lang.foreign.Linker "));
  }
}
