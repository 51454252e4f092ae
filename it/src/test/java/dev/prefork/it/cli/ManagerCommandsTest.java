package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that start, show and change a cluster, as an operator gives them. */
@Tag("thorough")
class ManagerCommandsTest {
  /** Answers with the name of the jar that it is in. */
  private static final String SERVER =
      """
      public class Server {
        public static void main(String[] args) throws Exception {
          var jar = java.nio.file.Path.of(
              Server.class.getProtectionDomain().getCodeSource().getLocation().toURI());
          String version = jar.getFileName().toString().replace(".jar", "");
          if (version.equals("broken")) {
            System.err.println("this version is broken");
            System.exit(9);
          }
          if (version.equals("mute")) {
            Thread.sleep(Long.MAX_VALUE);
          }
          var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
          var server = com.sun.net.httpserver.HttpServer.create(address, 0);
          server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(200, version.length());
            exchange.getResponseBody().write(version.getBytes());
            exchange.close();
          });
          server.start();
          System.out.println(version + " serves");
        }
      }
      """;

  @TempDir static Path jars;

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  @BeforeAll
  static void pack() {
    Path source = Sources.write(jars.resolve("Server.java"), SERVER);
    Sources.compile("-d", jars, source);
    for (String version : List.of("one", "two", "broken", "mute")) {
      Path jar = jars.resolve(version + ".jar");
      Sources.jar("--create", "--file", jar, "-e", "Server", "-C", jars, "Server.class");
    }
  }

  @AfterEach
  void close() {
    operator.close();
  }

  private static String jar(String version) {
    return jars.resolve(version + ".jar").toString();
  }

  private RunningCluster start(String name, int workers) {
    return operator.start(
        "-n", name, "-w", String.valueOf(workers), jar("one"), String.valueOf(port));
  }

  private String status(String name) {
    return String.join("\n", operator.get(0, "status", name, "--json"));
  }

  private static long field(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\" : (\\d+)").matcher(json);
    assertThat(field.find()).as("%s in %s", name, json).isTrue();
    return Long.parseLong(field.group(1));
  }

  private static void assertHas(List<String> lines, String regex) {
    assertThat(lines).anyMatch(line -> line.matches(regex));
  }

  @Test
  void aClusterInTheBackgroundIsListedShownAndStopped() {
    try (RunningCluster start = start("shop", 2)) {
      assertHas(start.lines(), "shop serves with 2 workers \\(process \\d+\\)");
      assertThat(Client.getText(port)).isEqualTo("one");

      assertHas(operator.get(0, "ls"), "shop +running +2/2 +1 .*one.jar.*");
      assertHas(operator.get(0, "status"), "shop: running, 2 of 2 workers serve, generation 1.*");
      assertHas(operator.get(0, "top", "shop"), "shop: running, 2 of 2 workers serve.*");
      assertThat(status("shop")).contains("\"state\" : \"RUNNING\"", "\"state\" : \"SERVING\"");
      assertHas(operator.get(0, "logs"), "\\[[12]\\] one serves");
      assertHas(operator.get(0, "logs", "-n", "1", "--json"), "\\{\"time\":.*\"one serves\".*");
      assertThat(operator.folder().resolve(".prefork/log/shop.log"))
          .content()
          .contains("one serves");

      assertHas(operator.get(0, "stop"), ".*connections: \\d+ accepted, .* 0 lost");
      assertThat(operator.get(0, "ls")).containsExactly("no cluster runs");
      assertThat(operator.get(3, "status", "shop"))
          .containsExactly("prefork: there is no cluster 'shop': prefork ls shows those there are");
      assertThat(operator.get(3, "stop"))
          .containsExactly(
              "prefork: no cluster runs here (looked in "
                  + operator.folder().resolve("prefork")
                  + "): prefork start app.jar starts one");
    }
  }

  @Test
  void itHasASessionOfItsOwnSoThatNoTerminalTakesItAlong() {
    try (RunningCluster start = start("shop", 1)) {
      long primary = field(status("shop"), "pid");
      assertThat(Proc.session(primary)).isEqualTo(primary);
      assertThat(start.processes()).contains(primary);
      operator.get(0, "stop", "--now");
    }
  }

  @Test
  void reloadBringsANewVersionAndLeavesTheOldOneWhenTheNewOneIsBroken() {
    try (RunningCluster _ = start("shop", 2)) {
      List<String> lines = operator.get(0, "reload", "--app", jar("two"));
      assertHas(lines, ".*worker \\d+ \\(\\d+\\) listens on port " + port);
      assertHas(
          lines,
          "took .*; connections: \\d+ accepted, \\d+ redispatched, \\d+ drained, 0 forced, 0 lost");
      assertThat(Client.getText(port)).isEqualTo("two");

      lines = operator.get(1, "reload", "shop", "--app", jar("broken"));
      assertHas(lines, ".*status 9.*");
      assertHas(lines, "  \\| .*this version is broken");
      assertThat(Client.getText(port)).isEqualTo("two");

      operator.get(0, "reload");
      assertThat(Client.getText(port)).as("the last that succeeded counts on").isEqualTo("two");
      assertThat(operator.get(1, "reload", "--app", "nothere.jar"))
          .containsExactly(
              "prefork: '"
                  + Path.of("nothere.jar").toAbsolutePath()
                  + "' is not there or not readable: check the path");
      operator.get(0, "restart");
      assertThat(Client.getText(port)).isEqualTo("two");
      operator.get(0, "stop");
    }
  }

  @Test
  void theNumberOfWorkersIsChanged() {
    try (RunningCluster _ = start("shop", 1)) {
      operator.get(0, "scale", "+1");
      assertThat(field(status("shop"), "desired")).isEqualTo(2);
      operator.get(0, "scale", "shop", "3");
      assertThat(field(status("shop"), "desired")).isEqualTo(3);
      operator.get(0, "scale", "-2");
      assertThat(field(status("shop"), "desired")).isEqualTo(1);
      operator.get(1, "scale", "-1");
      operator.get(2, "scale", "shop", "5000");
      operator.get(2, "scale", "+5000");
      operator.get(1, "scale", "+1024");
      assertThat(field(status("shop"), "desired")).isEqualTo(1);
      assertThat(operator.get(2, "scale", "many"))
          .containsExactly(
              "prefork: 'many' is no number of workers: give 1 to 1024, or such as +1 or -1 for"
                  + " more or fewer");
      operator.get(0, "stop");
    }
  }

  @Test
  void aWorkerIsKilledAndReplacedAndMessagesAreSent() {
    try (RunningCluster _ = start("shop", 1)) {
      assertThat(operator.get(0, "send", "{\"log\":\"debug\"}"))
          .containsExactly("sent to 1 worker");
      assertThat(operator.get(0, "send", "shop", "1", "7")).containsExactly("sent to 1 worker");
      assertHas(operator.get(1, "send", "99", "7"), "prefork: there is no worker 99: .*");
      assertHas(operator.get(2, "send", "{oops"), "prefork: '\\{oops' is no JSON: .*");

      assertThat(operator.get(2, "kill", "1", "FOO"))
          .containsExactly("prefork: 'FOO' is no signal: give such as TERM, KILL or 9");
      operator.get(0, "kill", "1", "KILL");
      Await.until("worker 2 serves", () -> status("shop").contains("\"id\" : 2"));
      assertHas(operator.get(1, "kill", "shop", "1"), "prefork: there is no worker 1: .*");
      operator.get(0, "stop");
    }
  }

  @Test
  void linesAreFollowedUntilTheClusterEnds() {
    try (RunningCluster _ = start("shop", 1);
        RunningCluster logs = operator.command("logs", "-f").run()) {
      logs.awaitLine("\\[1\\] one serves");
      operator.get(0, "restart");
      logs.awaitLine("\\[2\\] one serves");
      operator.get(0, "stop");
      assertThat(logs.awaitExit()).isZero();
    }
  }

  @Test
  void twoOfEverythingAtOnceHaveOneThatSucceeds() {
    try (RunningCluster one = operator.starting("-n", "shop", jar("one"), "" + port);
        RunningCluster other = operator.starting("-n", "shop", jar("one"), "" + port)) {
      assertThat(List.of(one.awaitExit(), other.awaitExit())).containsExactlyInAnyOrder(0, 1);
      List<String> refused = one.awaitExit() == 0 ? other.lines() : one.lines();
      assertHas(
          refused,
          "prefork: (  \\| )?a cluster 'shop' runs already: stop it, or take another --name");

      try (RunningCluster reload = operator.command("reload").run();
          RunningCluster second = operator.command("reload").run()) {
        assertThat(List.of(reload.awaitExit(), second.awaitExit()))
            .as("%s %s", reload.lines(), second.lines())
            .contains(0);
      }
      try (RunningCluster stop = operator.command("stop", "shop").run();
          RunningCluster second = operator.command("stop", "shop").run()) {
        assertThat(List.of(stop.awaitExit(), second.awaitExit())).contains(0).doesNotContain(1, 2);
      }
    }
  }

  @Test
  void aKilledPrimaryIsShownAsDeadAndItsClusterCanBeStartedAgain() {
    try (RunningCluster first = start("shop", 1)) {
      Proc.signal(field(status("shop"), "pid"), "KILL");
      first.awaitNothingLeft(Await.PATIENCE);
      assertThat(operator.socket("shop")).exists();

      assertHas(operator.get(0, "ls"), "shop +dead .*");
      assertThat(operator.get(3, "status"))
          .containsExactly(
              "prefork: cluster 'shop' has died: its primary was killed; start it again");
      try (RunningCluster _ = start("shop", 1)) {
        assertThat(Client.getText(port)).isEqualTo("one");
        operator.get(0, "stop");
      }
    }
  }

  @Test
  void aProgramThatDoesNotComeUpIsSaidWithItsLastLines() {
    try (RunningCluster start = operator.starting("-w", "1", jar("broken"), "" + port)) {
      assertThat(start.awaitExit()).isEqualTo(1);
      assertHas(start.lines(), "prefork: the cluster did not come up: .*");
      assertHas(start.lines(), ".*this version is broken");
      start.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void aClusterStoppedBeforeItServesDidNotComeUp() {
    try (RunningCluster start = operator.starting("-w", "1", jar("mute"))) {
      Await.until("the cluster is there", () -> !operator.get(0, "ls").contains("no cluster runs"));
      operator.get(0, "stop", "--now");
      assertThat(start.awaitExit()).isEqualTo(1);
      assertHas(start.lines(), "prefork: the cluster did not come up: .*");
    }
  }

  @Test
  void ofSeveralClustersOneHasToBeNamed() {
    int another = Client.freePort();
    try (RunningCluster _ = start("shop", 1);
        RunningCluster _ =
            operator.start("-n", "cart", "-w", "1", jar("two"), String.valueOf(another))) {
      assertThat(operator.get(2, "status"))
          .containsExactly("prefork: there are several clusters: say which, cart, shop");
      assertThat(Client.getText(another)).isEqualTo("two");
      operator.get(0, "stop", "cart");
      operator.get(0, "stop");
    }
  }

  @Test
  void whoStopsWatchingAReloadDoesNotStopIt() {
    try (RunningCluster _ = start("shop", 2)) {
      try (RunningCluster reload = operator.command("reload").run()) {
        reload.awaitLine(".*listens on port " + port);
        reload.killPrimary();
        assertThat(reload.awaitExit()).isEqualTo(137);
      }
      Await.until(
          "the reload has gone on",
          () ->
              operator.get(0, "status", "--json").stream()
                      .filter(line -> line.matches(" +\"generation\" : 2.*"))
                      .count()
                  >= 3);
      operator.get(0, "stop");
    }
  }

  @Test
  void withoutADirectoryForItsSocketNothingIsStarted() {
    List<String> lines;
    try (RunningCluster run =
        operator
            .command("run", jar("one"), "" + port)
            .variable("XDG_RUNTIME_DIR", "/proc/nowhere")
            .run()) {
      assertThat(run.awaitExit()).isEqualTo(1);
      lines = run.lines();
    }
    assertThat(lines).hasSize(1);
    assertHas(lines, "prefork: making the control socket failed: .*; set XDG_RUNTIME_DIR to .*");

    String deep = operator.folder().resolve("x".repeat(90)).toString();
    try (RunningCluster run =
        operator.command("run", jar("one"), "" + port).variable("XDG_RUNTIME_DIR", deep).run()) {
      assertThat(run.awaitExit()).isEqualTo(1);
      assertHas(run.lines(), "prefork: the path of the control socket has 1\\d\\d bytes .*");
    }
  }

  @Test
  void aFileSaysAllAndWhatReloadCanChangeIsReadAgain() throws Exception {
    Path file = operator.folder().resolve("shop.yaml");
    String text = "name: shop\nworkers: 1\narguments: [" + port + "]\nprogram: ";
    Files.writeString(file, text + jar("one"));
    assertHas(operator.get(0, "check", "-c", file.toString()), "workers: 1");
    try (RunningCluster _ = operator.start("-c", file.toString())) {
      assertThat(Client.getText(port)).isEqualTo("one");

      Files.writeString(file, text + jar("two") + "\ndrain-timeout: 29s");
      assertHas(
          operator.get(0, "reload"),
          "changed, and counts from the next start on only: drain-timeout");
      assertThat(Client.getText(port)).isEqualTo("two");

      Files.writeString(file, text + jar("two") + "\nworker: 3");
      assertThat(operator.get(1, "reload"))
          .containsExactly(
              "prefork: " + file + ":5: worker: there is no such key; did you mean 'workers'?");
      assertThat(operator.get(2, "check", "-c", file.toString()))
          .contains(
              "prefork: " + file + ":5: worker: there is no such key; did you mean 'workers'?");
      operator.get(0, "stop");
    }
  }

  @Test
  void aReloadReadsTheNumberOfWorkersAndLeavesItIfTheFileHasNotChangedIt() throws Exception {
    Path file = operator.folder().resolve("shop.yaml");
    String text = "name: shop\narguments: [" + port + "]\nprogram: ";
    Files.writeString(file, text + jar("one") + "\nworkers: 1");
    try (RunningCluster _ = operator.start("-c", file.toString())) {
      operator.get(0, "scale", "2");
      operator.get(0, "reload");
      assertThat(field(status("shop"), "desired")).as("as it was scaled").isEqualTo(2);

      Files.writeString(file, text + jar("two") + "\nworkers: 3");
      operator.get(0, "reload");
      assertThat(field(status("shop"), "desired")).isEqualTo(3);
      assertThat(Client.getText(port)).isEqualTo("two");

      Files.writeString(file, text + jar("broken") + "\nworkers: 1");
      operator.get(1, "reload");
      assertThat(field(status("shop"), "desired")).as("undone, too").isEqualTo(3);
      assertThat(Client.getText(port)).isEqualTo("two");

      Files.writeString(file, text + jar("two") + "\nworkers: 1025");
      assertHas(operator.get(1, "reload"), ".*workers: '1025' is no number of workers: .*");
      Files.writeString(file, text + jar("one") + "\nworkers: 1");
      operator.get(0, "reload");
      assertThat(field(status("shop"), "desired")).isEqualTo(1);
      operator.get(0, "stop");
    }
  }

  @Test
  void aShellUnderstandsTheCompletion() throws Exception {
    Path script = operator.folder().resolve("completion");
    Files.write(script, operator.get(0, "completion"));
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertThat(bash.waitFor()).isZero();
    assertThat(script).content().contains("--drain-timeout", "reload", "complete -F");
  }
}
