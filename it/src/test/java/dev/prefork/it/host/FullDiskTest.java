package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.OtherUser;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.supervised.SupervisedCluster;
import dev.prefork.it.programs.supervised.VersionedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing can be written where a cluster writes: it serves all the same, or says why not. */
@Tag("thorough")
class FullDiskTest {
  private static final Duration TRAINING = Duration.ofMinutes(2);

  private final int port = Client.freePort();
  private Operator operator;

  @BeforeEach
  void start() {
    assumeTrue(OtherUser.isRoot(), "only root can mount a small disk");
    operator = new Operator();
  }

  @AfterEach
  void stop() {
    if (operator != null) {
      operator.close();
    }
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectory(operator.folder().resolve(name));
  }

  /** A command that sees this directory on a disk of its own, prepared by a shell. */
  private static Start on(Path disk, String options, String prepare, Start command) {
    return command.behind(
        "unshare",
        "-m",
        "bash",
        "-c",
        "mount -t tmpfs -o "
            + options
            + " tmpfs "
            + disk
            + " && cd "
            + disk
            + " && "
            + prepare
            + " && cd / && exec \"$@\"",
        "bash");
  }

  private static final String FILL = "{ head -c 2m /dev/zero > filler 2>&-; true; }";

  private Start run() {
    return serving("run");
  }

  private Start serving(String word) {
    return operator.command(
        word,
        "-n",
        "shop",
        "-w",
        "1",
        "-J-XX:+UseSerialGC",
        "-J-XX:TieredStopAtLevel=1",
        "-J-Xmx64m",
        "-J-XX:-UsePerfData",
        "-cp",
        Start.PROGRAMS.toString(),
        VersionedServer.class.getName(),
        String.valueOf(port),
        "v1");
  }

  @Test
  void withoutRoomForItsSocketACommandEndsWithOneLine() throws IOException {
    Path runtime = directory("runtime");
    try (RunningCluster cluster =
        on(runtime, "size=1m,nr_inodes=1", "true", run())
            .variable("XDG_RUNTIME_DIR", runtime.toString())
            .run()) {
      assertThat(cluster.awaitExit()).isEqualTo(1);
      assertThat(cluster.lines()).hasSize(1);
      assertThat(cluster.lines().getFirst())
          .startsWith("prefork: ")
          .contains(runtime + "/", "No space left on device", "XDG_RUNTIME_DIR");
    }
  }

  @Test
  void withoutRoomForTheWorkersSocketACommandEndsWithOneLine() throws IOException {
    Path temporary = directory("tmp");
    try (RunningCluster cluster =
        on(temporary, "size=1m,nr_inodes=1", "true", run())
            .option("-Djava.io.tmpdir=" + temporary)
            .variable("XDG_RUNTIME_DIR", "")
            .run()) {
      assertThat(cluster.awaitExit()).isEqualTo(1);
      assertThat(cluster.lines().getLast()).contains("No space left on device");
      assertThat(cluster.lines()).noneMatch(line -> line.startsWith("\tat "));
    }
  }

  @ParameterizedTest
  @CsvSource({"run, XDG_RUNTIME_DIR", "start, XDG_STATE_HOME"})
  void onAReadOnlyHomeACommandEndsWithOneLine(String word, String variable) throws IOException {
    Path home = directory("home");
    try (RunningCluster cluster =
        on(home, "size=1m,ro", "true", serving(word))
            .variable("XDG_RUNTIME_DIR", "")
            .variable("HOME", home.toString())
            .run()) {
      assertThat(cluster.awaitExit()).isEqualTo(1);
      assertThat(cluster.lines()).hasSize(1);
      assertThat(cluster.lines().getFirst())
          .startsWith("prefork: ")
          .contains(home + "/", "Read-only file system", variable);
    }
  }

  @Test
  void aCacheThatDoesNotFitIsNotUsed() throws IOException {
    Path caches = directory("caches");
    Path jar = operator.folder().resolve("programs.jar");
    Sources.jar("--create", "--file", jar, "-C", Start.PROGRAMS, ".");
    Start start =
        Start.java(
                "-cp", Start.PREFORK + ":" + jar, SupervisedCluster.class.getName(), "port=" + port)
            .argument("workers=1")
            .argument("options=-XX:+UseSerialGC,-XX:TieredStopAtLevel=1,-Xmx64m")
            .variable("XDG_CACHE_HOME", caches.toString());
    try (RunningCluster cluster = on(caches, "size=1m", "true", start).run()) {
      cluster.awaitLine("note .*\\bAOT cache\\b.*", TRAINING);
      Path seen = Path.of("/proc/" + cluster.pid() + "/root" + caches + "/prefork");
      assertThat(seen.toFile().list()).noneMatch(name -> name.matches(".*\\.(aot|tmp|config)"));
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      assertThat(cluster.lines("exit 1 ")).isEmpty();
    }
  }

  @Test
  void withoutRoomForLogsACommandStartsAClusterAllTheSame() throws IOException {
    Path state = directory("state");
    try (RunningCluster cluster =
        on(state, "size=64k", "mkdir -m 700 prefork && " + FILL, serving("start"))
            .variable("XDG_STATE_HOME", state.toString())
            .run()) {
      assertThat(cluster.awaitExit()).as("%s", cluster.lines()).isZero();
      assertThat(Client.getText(port)).endsWith("v1");
      operator.get(0, "status", "shop");
      operator.get(0, "reload", "shop");
      operator.get(0, "stop", "shop");
    }
  }
}
