package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.OtherUser;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.harness.Stranger;
import dev.prefork.it.programs.ConnectAttempts;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proves that a worker is one is of no use to anybody else, and hard to come by. */
class TokenTest {
  private static final int STRANGER = 23_456;

  private final int port = Client.freePort();

  private static String token(long pid) throws IOException {
    String environment = Files.readString(Path.of("/proc/" + pid + "/environ"));
    return List.of(environment.split("\0", -1)).stream()
        .filter(variable -> variable.startsWith("PREFORK_TOKEN="))
        .findFirst()
        .orElseThrow()
        .substring("PREFORK_TOKEN=".length());
  }

  @Test
  void itIsInNoCommandLineAndNoLogWhateverTheLevel(@TempDir Path folder) throws IOException {
    Path levels = folder.resolve("logging.properties");
    Files.writeString(
        levels,
        """
        handlers=java.util.logging.ConsoleHandler
        .level=ALL
        java.util.logging.ConsoleHandler.level=ALL
        """);
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=" + port)
            .option("-Djava.util.logging.config.file=" + levels)
            .run()
            .awaitListening(1, 2)) {
      String token = token(cluster.pid(1));
      cluster.awaitLine(".*worker 1: .* -> .*"); // it does log
      stranger(cluster, token);
      for (long pid : cluster.processes()) {
        assertThat(Proc.commandLine(pid)).noneMatch(word -> word.contains(token));
      }
      cluster.tell("disconnect all");
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines()).noneMatch(line -> line.contains(token));
    }
  }

  /** Of the same user, which has read it in /proc. */
  private static void stranger(RunningCluster cluster, String token) {
    byte[] secret = HexFormat.of().parseHex(token);
    try (Stranger stranger = Stranger.at(cluster.socket())) {
      stranger.say(Stranger.frame('H', Stranger.hello(secret))).awaitRefusal();
    }
    cluster.awaitLine(".*process \\d+ sent the token of worker 1, which is process .*");
  }

  @Test
  void nobodyElseReadsItOrGetsIn() throws Exception {
    assumeTrue(OtherUser.isRoot(), "only root can be somebody else");
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=1", "port=" + port).run().awaitListening(1)) {
      assertThat(asStranger("cat", "/proc/" + cluster.pid(1) + "/environ").exitValue()).isNotZero();
      assertThat(asStranger("test", "-e", cluster.socket().toString()).exitValue()).isNotZero();
    }
  }

  @Test
  void whereWorkersAreOtherUsersAThirdIsTurnedAwayAndCannotFillTheLog() throws Exception {
    try (RunningCluster cluster = OtherUser.cluster()) {
      cluster.tell("set uid " + OtherUser.UID);
      cluster.tell("set gid " + OtherUser.GID);
      cluster.tell("fork");
      cluster.awaitLine("message 1");
      int descriptors = Proc.descriptors(cluster.pid());
      Process knocking =
          asStranger(
              Start.JAVA,
              "-cp",
              cluster.temporary().resolve("programs").toString(),
              ConnectAttempts.class.getName(),
              cluster.socket().toString(),
              "500");
      String said = new String(knocking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("turned away 500");
      cluster.awaitLine(".*user " + STRANGER + " is neither the primary's user \\(0\\).*");
      Await.untilEqual("descriptors", descriptors, () -> Proc.descriptors(cluster.pid()));
      assertThat(cluster.lines())
          .filteredOn(l -> l.contains("refused a connection"))
          .hasSizeLessThan(100);
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 \\d+ 0");
    }
  }

  private static Process asStranger(String... words) throws Exception {
    String id = Integer.toString(STRANGER);
    List<String> all =
        new java.util.ArrayList<>(
            List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--inh-caps=-all"));
    all.addAll(List.of(words));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process;
  }
}
