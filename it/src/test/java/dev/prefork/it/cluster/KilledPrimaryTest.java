package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.FailingCluster;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing survives a primary that was killed. */
@Tag("thorough")
class KilledPrimaryTest {
  private static final Duration PROMISE = Duration.ofSeconds(2);

  private static Start busy() {
    return Start.program(FailingCluster.class, "workers=4", "faults=spin-serving,wait,hook,throw")
        .argument("port=" + Client.freePort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "least", "sticky", "kernel"})
  void noWorkerIsLeftAfterTwoSecondsHoweverBusyItIs(String policy) {
    try (RunningCluster cluster = busy().variable("PREFORK_SCHED_POLICY", policy).run()) {
      cluster.awaitLine("spinning");
      cluster.awaitLine("waiting");
      cluster.awaitLine("waiting");
      cluster.awaitLine("running hook");
      cluster.awaitLine("Exception in thread \"main\" .*as expected");
      cluster.killPrimary();
      cluster.awaitNothingLeft(PROMISE);
    }
  }

  @Test
  void aWorkerWhoseJarWasReplacedMeanwhileEndsToo(@TempDir Path folder) throws IOException {
    Path jar = Files.copy(Start.PREFORK, folder.resolve("prefork.jar"));
    String port = "port=" + Client.freePort();
    try (RunningCluster cluster =
        Start.java(
                "-cp",
                jar + ":" + Start.PROGRAMS,
                ScriptedCluster.class.getName(),
                "workers=1",
                port)
            .run()) {
      cluster.awaitLine("bound 1 .*");
      Files.write(jar, new byte[1000]); // in place: what is not loaded yet cannot be any more
      Path socket = cluster.socket();
      cluster.killPrimary();
      Await.until("the worker has ended", PROMISE, () -> cluster.processes().isEmpty());
      if (Files.deleteIfExists(socket)) { // what does so may be what cannot be loaded
        Files.delete(socket.getParent());
      }
    }
  }

  /** As when the primary is killed in the moment when its only worker ends. */
  private static Path leaveDirectory(RunningCluster cluster) throws IOException {
    Path directory = cluster.socket().getParent();
    Proc.stop(cluster.pid(1)); // it would remove the directory
    cluster.killPrimary();
    Proc.signal(cluster.pid(1), "KILL");
    Await.until("both are dead", () -> cluster.processes().isEmpty());
    assertThat(directory).exists();
    return directory;
  }

  private static void age(Path directory) throws IOException {
    Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minusSeconds(100)));
  }

  private static RunningCluster oneWorker() {
    RunningCluster cluster = Start.program(ScriptedCluster.class, "workers=1", "server=none").run();
    cluster.awaitLine("online 1 .*");
    return cluster;
  }

  private static RunningCluster oneMore(RunningCluster beside) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=1", "server=none")
            .option("-Djava.io.tmpdir=" + beside.temporary())
            .run();
    cluster.awaitLine("online 1 .*");
    return cluster;
  }

  @Test
  void theDirectoryThatNobodyCouldRemoveIsRemovedByTheNextPrimary() throws IOException {
    try (RunningCluster killed = oneWorker()) {
      Path directory = leaveDirectory(killed);
      age(directory);
      try (RunningCluster _ = oneMore(killed)) {
        Await.until("it is removed", () -> !Files.exists(directory));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theDirectoryOfAPrimaryThatLivesIsNot(boolean stopped) throws IOException {
    try (RunningCluster living = oneWorker();
        RunningCluster killed = oneWorker()) {
      Path directory = living.socket().getParent();
      if (stopped) {
        Proc.stop(living.pid());
      }
      age(directory);
      Path left = leaveDirectory(killed);
      age(left);
      Path beside = living.temporary().resolve(left.getFileName());
      Files.move(left, beside);
      age(beside);
      try (RunningCluster _ = oneMore(living)) {
        Await.until("what is nobody's is removed", () -> !Files.exists(beside));
        Await.rest(Duration.ofMillis(500)); // the other one may be looked at after it
        assertThat(directory).exists();
      }
      Proc.signal(living.pid(), "CONT");
      living.tell("fork");
      living.awaitLine("online 2 .*");
    }
  }

  @Test
  void aWorkerThatIsOnlyJustStartingEndsToo() {
    try (RunningCluster cluster = busy().run()) {
      cluster.awaitLine("fork 4 .*");
      cluster.killPrimary();
      cluster.awaitNothingLeft(PROMISE);
    }
  }
}
