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
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers start from a cache for which one of them recorded, and never depend on it. */
@Tag("thorough")
class AotCacheTest {
  /** A cache is written on a busy machine. */
  private static final Duration WRITING = Duration.ofMinutes(2);

  private static final String WRITTEN = "note AOT cache written .*";
  private static final String WITHOUT = "note .* without an AOT cache: .*";

  /** A worker has recorded enough after half a second. */
  private static final String SHORT = "recording=500,0,3600000";

  /** A worker has never recorded enough, and a cache is written after a second. */
  private static final String QUIET = "recording=500,3600000,1000";

  /** A worker records to the end. */
  private static final String LONG_RECORDING = "recording=20000,0,3600000";

  /** How often a cluster then considers to record. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final String NEVER = "recording=3600000,3600000,3600000";

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

  /** Caches, and what a recording may leave. */
  private List<Path> files(String ending) {
    try (Stream<Path> files = Files.list(caches)) {
      return files.filter(file -> file.toString().matches(".*\\." + ending)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> left() {
    return files("(aot|tmp|config)");
  }

  private static boolean isRecording(long pid) {
    return Proc.commandLine(pid).contains("-XX:AOTMode=record");
  }

  private static boolean startedFrom(Path cache, long pid) {
    return Proc.hasMapped(pid, cache);
  }

  private Path awaitCache(RunningCluster cluster) {
    cluster.awaitLine(WRITTEN, WRITING);
    assertThat(left()).as("files after a recording").hasSize(1);
    return left().getFirst();
  }

  /** A cluster's first life. */
  private Path record(String recording) {
    try (RunningCluster cluster = cluster(recording)) {
      return awaitCache(cluster);
    }
  }

  @Test
  void aWorkerRecordsWhileItServesAndItsSuccessorsStartFromTheCache() throws IOException {
    Path cache;
    try (RunningCluster cluster = cluster(SHORT)) {
      awaitServing(cluster, 1);
      assertThat(isRecording(cluster.pid(1))).isFalse();
      awaitServing(cluster, 2);
      assertThat(isRecording(cluster.pid(2))).isTrue();
      cluster.awaitLine("exit 2 .*");
      cache = awaitCache(cluster);
      assertThat(cluster.lines()).noneMatch(line -> line.contains("AOTConfiguration"));
      assertThat(Client.askTimes(2, port)).extracting(Answer::worker).containsOnly(3);
      Proc.signal(cluster.pid(3), "KILL");
      awaitServing(cluster, 4);
      assertThat(startedFrom(cache, cluster.pid(4))).isTrue();
    }
    try (RunningCluster cluster = cluster(SHORT)) {
      awaitServing(cluster, 1);
      assertThat(startedFrom(cache, cluster.pid(1))).isTrue();
    }
    assertThat(left()).containsExactly(cache);
    assertThat(cache.toString()).endsWith(".profiles.aot");
    assertThat(Files.getPosixFilePermissions(caches)).hasSize(3);
  }

  @Test
  void noRequestFailsWhileWorkersAreReplacedForTheCache() {
    try (RunningCluster cluster = cluster("recording=2000,0,3600000")) {
      awaitServing(cluster, 1);
      Set<Integer> workers = new TreeSet<>();
      Await.until(
          "the cache is written",
          WRITING,
          () -> {
            workers.add(Client.ask(port).worker());
            return !cluster.lines("note AOT cache written").isEmpty();
          });
      assertThat(workers).containsExactly(1, 2, 3);
    }
  }

  @Test
  void withLittleTrafficACacheHasClassesOnlyUntilThereIsMore() {
    Path classes = record(QUIET);
    assertThat(classes.toString()).endsWith(".classes.aot");
    try (RunningCluster cluster = cluster(SHORT)) {
      awaitServing(cluster, 1);
      assertThat(startedFrom(classes, cluster.pid(1))).isTrue();
      awaitServing(cluster, 2);
      assertThat(isRecording(cluster.pid(2))).isTrue();
      assertThat(awaitCache(cluster).toString()).endsWith(".profiles.aot");
    }
  }

  @Test
  void oneOfManyWorkersRecordsAndAReloadDiscardsWhatItHas() {
    try (RunningCluster cluster = cluster("workers=3", LONG_RECORDING)) {
      awaitServing(cluster, 1, 2, 3, 4);
      assertThat(isRecording(cluster.pid(4))).isTrue();
      cluster.awaitLine("exit [123] .*");
      cluster.tell("reload");
      cluster.awaitLine("reload succeeded .*");
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void aJarThatWasReplacedByOneOfTheSameSizeAndDateHasNoCacheYet() throws IOException {
    Path cache = record(SHORT);
    FileTime date = Files.getLastModifiedTime(jar);
    byte[] bytes = Files.readAllBytes(jar);
    Files.write(jar, bytes);
    Files.setLastModifiedTime(jar, date);
    try (RunningCluster cluster = cluster(NEVER)) {
      awaitServing(cluster, 1);
      assertThat(Proc.commandLine(cluster.pid(1)))
          .noneMatch(word -> word.startsWith("-XX:AOTCache"));
      assertThat(startedFrom(cache, cluster.pid(1))).isFalse();
    }
  }

  @Test
  void garbageInItsPlaceIsNoHindranceAndNothingIsSaidInTheApplicationsOutput() throws IOException {
    Path cache = record(SHORT);
    Files.writeString(cache, "garbage");
    try (RunningCluster cluster = cluster(NEVER)) {
      awaitServing(cluster, 1);
      assertThat(Proc.commandLine(cluster.pid(1))).contains("-XX:AOTCache=" + cache);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      assertThat(cluster.lines()).noneMatch(line -> line.contains("[aot"));
    }
  }

  @Test
  void aCacheThatKillsItsWorkersIsDeletedAndTheyStartWithout() throws IOException {
    Path cache = record(SHORT);
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      for (long place = 1_000_000; place < file.length(); place += 100_000) {
        file.seek(place);
        file.write(new byte[1000]);
      }
    }
    try (RunningCluster cluster = cluster(SHORT)) {
      cluster.awaitLine(WITHOUT);
      awaitServing(cluster, 2);
      assertThat(Client.ask(port).worker()).isEqualTo(2);
      assertThat(cache).doesNotExist();
    }
  }

  @Test
  void aCacheIsKeptWhenAWorkerEndsForAReasonOfItsOwn() throws IOException {
    Path cache = record(SHORT);
    try (ServerSocket _ = new ServerSocket(port);
        RunningCluster cluster = cluster(NEVER)) {
      cluster.awaitLine("over failed .*:" + port + ": .*");
      assertThat(cluster.awaitExit()).isZero();
    }
    assertThat(cache).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {LONG_RECORDING, SHORT})
  void aClusterThatStopsLeavesNoPartOfACache(String recording) {
    try (RunningCluster cluster = cluster(recording)) {
      awaitRecording(cluster, recording);
      cluster.tell("stop");
      cluster.awaitLine("over succeeded .*");
      assertThat(cluster.awaitExit()).isZero();
      cluster.awaitNothingLeft(Await.PATIENCE);
      assertThat(files("(tmp|config)")).isEmpty();
    }
  }

  /** A worker records, or a JVM makes the cache. */
  private static void awaitRecording(RunningCluster cluster, String recording) {
    awaitServing(cluster, 2);
    cluster.awaitLine("exit 1 .*");
    if (recording.equals(SHORT)) {
      cluster.awaitLine("exit 2 .*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LONG_RECORDING, SHORT})
  void whatAKilledSupervisorLeavesIsRemovedByTheNext(String recording) {
    String killed;
    try (RunningCluster cluster = cluster(recording)) {
      awaitRecording(cluster, recording);
      killed = "." + cluster.pid() + ".";
      cluster.killPrimary();
      cluster.awaitNothingLeft(WRITING);
    }
    try (RunningCluster cluster = cluster(LONG_RECORDING)) {
      awaitRecording(cluster, LONG_RECORDING);
      assertThat(left()).noneMatch(file -> file.toString().contains(killed));
    }
  }

  @Test
  void whenTheWorkerThatRecordsIsKilledAnotherOneRecords() {
    try (RunningCluster cluster = cluster("recording=1500,0,3600000", "steady=0")) {
      awaitServing(cluster, 2);
      Proc.signal(cluster.pid(2), "KILL");
      awaitServing(cluster, 3, 4);
      assertThat(isRecording(cluster.pid(4))).isTrue();
      awaitCache(cluster);
    }
  }

  @Test
  void afterThreeCrashesOfWorkersThatRecordNoneRecords() {
    try (RunningCluster cluster = cluster(LONG_RECORDING, "steady=0")) {
      for (int worker = 2; worker <= 6; worker += 2) {
        awaitServing(cluster, worker);
        cluster.awaitLine("exit " + (worker - 1) + " .*");
        assertThat(isRecording(cluster.pid(worker))).isTrue();
        Proc.signal(cluster.pid(worker), "SEGV");
      }
      awaitServing(cluster, 7);
      long due = System.nanoTime() + INTERVAL.multipliedBy(2).toNanos();
      Await.until("another could have been forked", () -> System.nanoTime() > due);
      assertThat(cluster.lines("fork 8 .*")).isEmpty();
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void aJarThatIsReplacedDuringTheRecordingLeavesNoCache() throws IOException {
    try (RunningCluster cluster = cluster("recording=3000,0,3600000")) {
      awaitServing(cluster, 2);
      Path copy = Files.copy(jar, directory.resolve("copy.jar"));
      Files.move(copy, jar, StandardCopyOption.ATOMIC_MOVE);
      cluster.awaitLine(WITHOUT, WRITING);
      assertThat(files("(aot|tmp)")).isEmpty();
      assertThat(Client.ask(port).worker()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void withoutAPlaceForItWorkersStartWithout() throws IOException {
    Files.writeString(directory.resolve("caches"), "no directory");
    try (RunningCluster cluster = cluster(SHORT)) {
      awaitServing(cluster, 1);
      cluster.awaitLine("note .*\\bAOT cache\\b.*" + directory.resolve("caches") + ".*", WRITING);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }
}
