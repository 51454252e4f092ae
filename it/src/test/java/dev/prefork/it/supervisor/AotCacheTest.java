package dev.prefork.it.supervisor;

import static dev.prefork.it.harness.Supervised.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.supervised.SupervisedCluster;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers start from a cache that was trained in the background, and never depend on it. */
@Tag("thorough")
class AotCacheTest {
  private static final Duration TRAINING = Duration.ofMinutes(2);

  /** On a busy machine; a cache takes longer to write. */
  private static final Duration PROMISE = Duration.ofSeconds(10);

  private static final String ABOUT_THE_CACHE = "note .*\\bAOT cache\\b.*";

  private final int port = Client.freePort();
  @TempDir private Path directory;
  private Path jar;
  private Path caches;

  @BeforeEach
  void pack() {
    jar = directory.resolve("programs.jar");
    caches = directory.resolve("caches/prefork");
    jar();
  }

  private void jar() {
    String[] words = {"--create", "--file", jar.toString(), "-C", Start.PROGRAMS.toString(), "."};
    int result = ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, words);
    assertThat(result).isZero();
  }

  private RunningCluster cluster(String... more) {
    Start start =
        Start.java(
                "-cp", Start.PREFORK + ":" + jar, SupervisedCluster.class.getName(), "port=" + port)
            .argument("workers=1")
            .argument("options=-XX:+UseSerialGC,-XX:TieredStopAtLevel=1,-Xmx64m")
            .variable("XDG_CACHE_HOME", directory.resolve("caches").toString());
    Arrays.stream(more).forEach(start::argument);
    return start.run();
  }

  private List<Path> cached() {
    try (Stream<Path> files = Files.list(caches)) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Caches, and what a training may leave. */
  private List<Path> left() {
    try (Stream<Path> files = Files.list(caches)) {
      return files.filter(file -> file.toString().matches(".*\\.(aot|tmp|config)")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean startedFrom(Path cache, long pid) {
    return Proc.hasMapped(pid, cache);
  }

  private Path awaitCache(RunningCluster cluster) {
    cluster.awaitLine(ABOUT_THE_CACHE, TRAINING);
    assertThat(cached()).as("caches after a training").hasSize(1);
    return cached().getFirst();
  }

  /** A cluster's first life. */
  private Path train() {
    try (RunningCluster cluster = cluster()) {
      return awaitCache(cluster);
    }
  }

  @Test
  void aWorkerThatComesAfterTheTrainingStartsFromTheCacheAndSoDoesTheNextCluster()
      throws IOException {
    Path cache;
    try (RunningCluster cluster = cluster()) {
      awaitServing(cluster, 1);
      cache = awaitCache(cluster);
      assertThat(startedFrom(cache, cluster.pid(1))).isFalse();
      Await.until("only one worker is left", () -> cluster.processes().size() == 2);
      assertThat(Client.askTimes(2, port)).extracting(Answer::worker).containsOnly(1);
      Proc.signal(cluster.pid(1), "KILL");
      awaitServing(cluster, 3);
      assertThat(startedFrom(cache, cluster.pid(3))).isTrue();
    }
    try (RunningCluster cluster = cluster()) {
      awaitServing(cluster, 1);
      assertThat(startedFrom(cache, cluster.pid(1))).isTrue();
    }
    assertThat(cached()).containsExactly(cache);
    assertThat(Files.getPosixFilePermissions(caches)).hasSize(3);
  }

  @Test
  void aJarThatWasReplacedByOneOfTheSameSizeAndDateHasNoCacheYet() throws IOException {
    Path cache = train();
    FileTime date = Files.getLastModifiedTime(jar);
    byte[] bytes = Files.readAllBytes(jar);
    Files.write(jar, bytes);
    Files.setLastModifiedTime(jar, date);
    try (RunningCluster cluster = cluster()) {
      awaitServing(cluster, 1);
      assertThat(Proc.commandLine(cluster.pid(1)))
          .noneMatch(word -> word.startsWith("-XX:AOTCache"));
      assertThat(startedFrom(cache, cluster.pid(1))).isFalse();
    }
  }

  @Test
  void garbageInItsPlaceIsNoHindranceAndNothingIsSaidInTheApplicationsOutput() throws IOException {
    Path cache = train();
    Files.writeString(cache, "garbage");
    try (RunningCluster cluster = cluster()) {
      awaitServing(cluster, 1);
      assertThat(Proc.commandLine(cluster.pid(1))).contains("-XX:AOTCache=" + cache);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      assertThat(cluster.lines()).noneMatch(line -> line.contains("[aot"));
    }
  }

  @Test
  void aCacheThatKillsItsWorkersIsDeletedAndTheyStartWithout() throws IOException {
    Path cache = train();
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      for (long place = 1_000_000; place < file.length(); place += 100_000) {
        file.seek(place);
        file.write(new byte[1000]);
      }
    }
    try (RunningCluster cluster = cluster()) {
      cluster.awaitLine(ABOUT_THE_CACHE);
      awaitServing(cluster, 2);
      assertThat(Client.ask(port).worker()).isEqualTo(2);
      assertThat(cache).doesNotExist();
    }
  }

  @Test
  void aCacheIsKeptWhenAWorkerEndsForAReasonOfItsOwn() throws IOException {
    Path cache = train();
    try (ServerSocket _ = new ServerSocket(port);
        RunningCluster cluster = cluster()) {
      cluster.awaitLine("over failed .*:" + port + ": .*");
      assertThat(cluster.awaitExit()).isZero();
    }
    assertThat(cache).exists();
  }

  @Test
  void aClusterThatEndsInTheMidstOfTheTrainingLeavesNothing() {
    try (RunningCluster cluster = cluster()) {
      cluster.awaitLine("fork 2 .*");
      cluster.tell("stop");
      cluster.awaitLine("over succeeded .*");
      assertThat(cluster.awaitExit()).isZero();
      cluster.awaitNothingLeft(Await.PATIENCE);
      assertThat(cached()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSupervisorThatIsKilledInTheMidstOfTheTrainingLeavesNothing(boolean writing) {
    try (RunningCluster cluster = cluster()) {
      cluster.awaitLine("fork 2 .*");
      long trainee = cluster.pid(2);
      if (writing) {
        Await.untilSeldom("a second JVM writes", TRAINING, () -> hasChild(trainee));
      }
      cluster.killPrimary();
      cluster.awaitNothingLeft(PROMISE);
    }
    assertThat(left()).isEmpty();
  }

  private static boolean hasChild(long pid) {
    return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).findAny().isPresent();
  }

  @Test
  void aTraineeThatExitsBeforeItListensLeavesNoCache() {
    try (RunningCluster cluster = cluster("broken", "only=trainee")) {
      cluster.awaitLine("exit 2 9", TRAINING);
      cluster.awaitLine(ABOUT_THE_CACHE, TRAINING);
      assertThat(left()).isEmpty();
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }

  @Test
  void aJarThatIsReplacedDuringTheTrainingLeavesNoCache() throws IOException {
    try (RunningCluster cluster = cluster()) {
      cluster.awaitLine("fork 2 .*");
      Path copy = Files.copy(jar, directory.resolve("copy.jar"));
      Files.move(copy, jar, StandardCopyOption.ATOMIC_MOVE);
      cluster.awaitLine(ABOUT_THE_CACHE, TRAINING);
      assertThat(left()).isEmpty();
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }

  @Test
  void aTraineeThatDoesNotListenInTimeLeavesNoCache() {
    try (RunningCluster cluster = cluster("silent", "only=trainee", "patience=8000")) {
      cluster.awaitLine("note .*\\bAOT cache\\b.* 8 s", TRAINING);
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void withoutAPlaceForItWorkersStartWithout() throws IOException {
    Files.writeString(directory.resolve("caches"), "no directory");
    try (RunningCluster cluster = cluster()) {
      awaitServing(cluster, 1);
      cluster.awaitLine("note .*\\bAOT cache\\b.*" + directory.resolve("caches") + ".*", TRAINING);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }
}
