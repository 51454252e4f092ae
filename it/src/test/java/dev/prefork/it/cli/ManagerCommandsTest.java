package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The commands that start, show and change a cluster. */
@Tag("thorough")
@Execution(ExecutionMode.CONCURRENT)
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
    return operator.start("-n", name, "-w", "" + workers, "--warm-up", "0", jar("one"), "" + port);
  }

  /** The status, from the control socket: a command would need a JVM for each question. */
  private String status(String name) {
    UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(operator.socket(name));
    try (SocketChannel channel = SocketChannel.open(socket)) {
      channel.write(
          ByteBuffer.wrap(
              "{\"prefork\":1,\"do\":\"status\"}\n".getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long field(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\" ?: ?(\\d+)").matcher(json);
    assertThat(field.find()).as("%s in %s", name, json).isTrue();
    return Long.parseLong(field.group(1));
  }

  private static void assertOneLine(List<String> lines, String... fragments) {
    assertThat(lines).singleElement().asString().startsWith("prefork: ").contains(fragments);
  }

  private static void assertHas(List<String> lines, String regex) {
    assertThat(lines).anyMatch(line -> line.matches(regex));
  }

  @Test
  void aClusterInTheBackgroundIsListedShownAndStopped() {
    try (RunningCluster start = start("shop", 2)) {
      assertThat(start.lines().getLast())
          .contains("shop", "2 workers", field(status("shop"), "pid") + "");
      assertThat(Client.getText(port)).isEqualTo("one");

      assertHas(operator.get(0, "ls"), "shop +running +2/2 +1 .*one.jar.*");
      assertHas(operator.get(0, "status"), "shop: running, 2 of 2 .*");
      assertHas(operator.get(0, "top", "shop"), "shop: running, 2 of 2 .*");
      assertThat(String.join("", operator.get(0, "status", "--json")))
          .contains("\"state\" : \"RUNNING\"", "\"state\" : \"SERVING\"");
      assertHas(operator.get(0, "logs"), "\\[[12]\\] one serves");
      assertHas(operator.get(0, "logs", "-n", "1", "--json"), "\\{\"time\":.*\"one serves\".*");
      assertThat(operator.folder().resolve(".prefork/log/shop.log"))
          .content()
          .contains("one serves");

      String report = String.join("\n", operator.get(0, "stop", "--json"));
      assertThat(field(report, "lost")).isZero();
      assertThat(operator.get(0, "ls", "--json")).containsExactly("[ ]");
      assertOneLine(operator.get(3, "status", "shop"), "'shop'");
      assertOneLine(operator.get(3, "stop"), operator.folder().resolve("prefork").toString());
    }
  }

  @Test
  void aReloadRunsANewVersionAndKeepsTheOldOneIfTheNewOneIsBroken() {
    try (RunningCluster _ = start("shop", 2)) {
      List<String> lines = operator.get(0, "reload", "--app", jar("two"));
      assertHas(lines, ".*worker \\d+ \\(\\d+\\) .* port " + port);
      assertHas(lines, ".* \\d+ accepted, .* 0 forced, 0 lost");
      assertThat(Client.getText(port)).isEqualTo("two");

      lines = operator.get(1, "reload", "shop", "--app", jar("broken"));
      assertHas(lines, ".*status 9.*");
      assertHas(lines, "  \\| .*this version is broken");
      assertThat(Client.getText(port)).isEqualTo("two");

      operator.get(0, "reload");
      assertThat(Client.getText(port)).as("the last successful one").isEqualTo("two");
      assertOneLine(
          operator.get(1, "reload", "--app", "nothere.jar"),
          Path.of("nothere.jar").toAbsolutePath().toString());
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
      assertOneLine(operator.get(2, "scale", "many"), "'many'", "1 to 1024");
      operator.get(0, "stop");
    }
  }

  @Test
  void aWorkerIsKilledAndReplacedAndMessagesAreSent() {
    try (RunningCluster _ = start("shop", 1)) {
      assertThat(operator.get(0, "send", "{\"log\":\"debug\"}"))
          .containsExactly("sent to 1 worker");
      assertThat(operator.get(0, "send", "shop", "1", "7")).containsExactly("sent to 1 worker");
      assertOneLine(operator.get(1, "send", "99", "7"), "99");
      assertOneLine(operator.get(2, "send", "{oops"), "'{oops'");

      assertOneLine(operator.get(2, "kill", "1", "FOO"), "'FOO'");
      operator.get(0, "kill", "1", "KILL");
      Await.until("worker 2 serves", () -> status("shop").contains("\"id\":2"));
      assertOneLine(operator.get(1, "kill", "shop", "1"), "worker 1");
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
  void ofTwoSimultaneousCommandsOneSucceeds() {
    try (RunningCluster one =
            operator.starting("-n", "shop", "-w", "2", "--warm-up", "0", jar("one"), "" + port);
        RunningCluster other =
            operator.starting("-n", "shop", "-w", "2", "--warm-up", "0", jar("one"), "" + port)) {
      assertThat(List.of(one.awaitExit(), other.awaitExit())).containsExactlyInAnyOrder(0, 1);
      List<String> refused = one.awaitExit() == 0 ? other.lines() : one.lines();
      assertHas(refused, "prefork: .*'shop'.*--name.*");

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
  void aClusterWithAKilledPrimaryIsDeadAndCanBeStartedAgain() {
    try (RunningCluster first = start("shop", 1)) {
      Proc.signal(field(status("shop"), "pid"), "KILL");
      first.awaitNothingLeft(Await.PATIENCE);
      assertThat(operator.socket("shop")).exists();

      assertHas(operator.get(0, "ls"), "shop +dead .*");
      assertOneLine(operator.get(3, "status"), "'shop'", "dead");
      try (RunningCluster _ = start("shop", 1)) {
        assertThat(Client.getText(port)).isEqualTo("one");
        operator.get(0, "stop");
      }
    }
  }

  @Test
  void aStartFailsIfTheClusterIsStoppedBeforeItServes() {
    try (RunningCluster start = operator.starting("-w", "1", jar("mute"))) {
      Await.until("the cluster is there", () -> Files.exists(operator.socket("mute")));
      operator.get(0, "stop", "--now");
      assertThat(start.awaitExit()).isEqualTo(1);
      assertHas(start.lines(), "prefork: .*'mute'.*");
    }
  }

  @Test
  void withSeveralClustersACommandNeedsAName() {
    int another = Client.freePort();
    try (RunningCluster _ = start("shop", 1);
        RunningCluster _ =
            operator.start("-n", "cart", "-w", "1", jar("two"), String.valueOf(another))) {
      assertOneLine(operator.get(2, "status"), "cart, shop");
      assertThat(Client.getText(another)).isEqualTo("two");
      operator.get(0, "stop", "cart");
      operator.get(0, "stop");
    }
  }

  @Test
  void aReloadContinuesWhenItsCommandIsKilled() {
    try (RunningCluster _ = start("shop", 2)) {
      try (RunningCluster reload = operator.command("reload").run()) {
        reload.awaitLine(".*port " + port);
        reload.killPrimary();
        assertThat(reload.awaitExit()).isEqualTo(137);
      }
      Await.until(
          "the reload has gone on", () -> status("shop").split("\"generation\":2", -1).length > 3);
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
    assertOneLine(lines, "/proc/nowhere/prefork", "XDG_RUNTIME_DIR");

    String deep = operator.folder().resolve("x".repeat(90)).toString();
    try (RunningCluster run =
        operator.command("run", jar("one"), "" + port).variable("XDG_RUNTIME_DIR", deep).run()) {
      assertThat(run.awaitExit()).isEqualTo(1);
      assertOneLine(run.lines(), deep, "XDG_RUNTIME_DIR");
    }
  }

  @Test
  void aFileHasAllSettingsAndAReloadReadsItAgain() throws Exception {
    Path file = operator.folder().resolve("shop.yaml");
    String text = "name: shop\nworkers: 1\nwarm-up: 0\narguments: [" + port + "]\nprogram: ";
    Files.writeString(file, text + jar("one"));
    assertHas(operator.get(0, "check", "-c", file.toString()), "workers: 1");
    try (RunningCluster _ = operator.start("-c", file.toString())) {
      assertThat(Client.getText(port)).isEqualTo("one");

      Files.writeString(file, text + jar("two") + "\ndrain-timeout: 29s");
      assertHas(operator.get(0, "reload"), ".*: drain-timeout");
      assertThat(Client.getText(port)).isEqualTo("two");

      Files.writeString(file, text + jar("two") + "\nworker: 3");
      String mistake = file + ":6: worker: ";
      assertOneLine(operator.get(1, "reload"), mistake, "'workers'");
      assertThat(operator.get(2, "check", "-c", file.toString()).getFirst())
          .contains(mistake, "'workers'");
      operator.get(0, "stop");
    }
  }

  @Test
  void workersOfAReloadMayMoveTheirConnectionsIfTheFileNowSaysSo() throws Exception {
    Path file = operator.folder().resolve("shop.yaml");
    String text = "name: shop\nworkers: 1\nwarm-up: 0\narguments: [" + port + "]\nprogram: ";
    Files.writeString(file, text + jar("one") + "\nmove-connections: off");
    try (RunningCluster _ = operator.start("-c", file.toString())) {
      assertThat(environmentOfWorker()).contains("PREFORK_MOVE_CONNECTIONS=off");

      Files.writeString(file, text + jar("two"));
      assertThat(operator.get(0, "reload")).noneMatch(line -> line.contains("move-connections"));
      assertThat(environmentOfWorker()).doesNotContain("PREFORK_MOVE_CONNECTIONS");
      operator.get(0, "stop");
    }
  }

  private String environmentOfWorker() throws IOException {
    String status = status("shop");
    long pid = field(status.substring(status.indexOf("\"workers\":")), "pid");
    return Files.readString(Path.of("/proc/" + pid + "/environ"));
  }

  @Test
  void aReloadReadsTheNumberOfWorkersAndLeavesItIfTheFileHasNotChangedIt() throws Exception {
    Path file = operator.folder().resolve("shop.yaml");
    String text = "name: shop\nwarm-up: 0\narguments: [" + port + "]\nprogram: ";
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
      assertThat(field(status("shop"), "desired")).as("rolled back, too").isEqualTo(3);
      assertThat(Client.getText(port)).isEqualTo("two");

      Files.writeString(file, text + jar("two") + "\nworkers: 1025");
      assertOneLine(operator.get(1, "reload"), "workers: ", "'1025'");
      Files.writeString(file, text + jar("one") + "\nworkers: 1");
      operator.get(0, "reload");
      assertThat(field(status("shop"), "desired")).isEqualTo(1);
      operator.get(0, "stop");
    }
  }

  @Test
  void theCompletionScriptIsValidForBash() throws Exception {
    Path script = operator.folder().resolve("completion");
    Files.write(script, operator.get(0, "completion"));
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertThat(bash.waitFor()).isZero();
    assertThat(script).content().contains("--drain-timeout", "reload", "complete -F");
  }
}
