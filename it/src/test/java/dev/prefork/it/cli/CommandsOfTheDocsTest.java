package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.DocumentedCommand;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command in a block of the pages works as it is written there, in a shell, or the page has
 * the reason why it is not run: {@code <!-- not run: REASON -->} before the block.
 */
@Tag("thorough")
class CommandsOfTheDocsTest {
  private static final Path ROOT = Path.of(System.getProperty("prefork.root"));
  private static final int EXAMPLES_PORT = 8000;

  /** How a command is run, and the expected result. */
  private enum Way {
    /** Without a cluster: exits with code 0. */
    ALONE,
    /** Runs a cluster in the foreground, which serves. */
    FOREGROUND,
    /** The page has a mistake in the configuration on purpose: exits with code 2. */
    MISTAKE,
    /** With the cluster {@code shop}, which stays as it is: exits with code 0. */
    READS,
    /** With the cluster, whose workers change: exits with code 0. */
    CHANGES,
    /** With the cluster, which it stops: exits with code 0. */
    STOPS,
    /** With the cluster, until another command stops it: exits with code 0. */
    UNTIL_STOPPED
  }

  private static final Map<String, Way> WAYS =
      Map.ofEntries(
          Map.entry("./prefork run examples/HelloServer.java", Way.FOREGROUND),
          Map.entry("prefork run -w 4 app.jar --port 8080", Way.FOREGROUND),
          Map.entry("prefork run -w 2 -J-Xmx256m Server.java", Way.FOREGROUND),
          Map.entry("prefork run -cp 'lib/*' shop.Main", Way.FOREGROUND),
          Map.entry("prefork run -p mods -m shop/shop.Main", Way.FOREGROUND),
          Map.entry("prefork run", Way.FOREGROUND),
          Map.entry("prefork start -w 2 -n shop shop.jar --port 8080", Way.ALONE),
          Map.entry("prefork check -c shop.yaml", Way.MISTAKE),
          Map.entry("prefork ls", Way.READS),
          Map.entry("prefork status", Way.READS),
          Map.entry("prefork top", Way.READS),
          Map.entry("prefork logs", Way.READS),
          Map.entry("prefork logs -f -n 0", Way.UNTIL_STOPPED),
          Map.entry("prefork logs --json | jq -r 'select(.worker == 3).text'", Way.READS),
          Map.entry("prefork reload --app shop-2.jar", Way.CHANGES),
          Map.entry("prefork restart", Way.CHANGES),
          Map.entry("prefork scale 4", Way.CHANGES),
          Map.entry("prefork scale +2", Way.CHANGES),
          Map.entry("prefork scale shop -1", Way.CHANGES),
          Map.entry("prefork rebalance", Way.READS),
          Map.entry("prefork rebalance shop", Way.READS),
          Map.entry("prefork stop", Way.STOPS),
          Map.entry("prefork stop shop --now", Way.STOPS),
          Map.entry("prefork kill 3", Way.CHANGES),
          Map.entry("prefork kill 3 KILL", Way.CHANGES),
          Map.entry("prefork kill shop 3 QUIT", Way.READS),
          Map.entry("prefork send '{\"log\":\"debug\"}'", Way.READS),
          Map.entry("prefork send 3 '{\"log\":\"debug\"}'", Way.READS),
          Map.entry("prefork send shop 3 '\"hello\"'", Way.READS),
          Map.entry("source <(prefork completion)", Way.ALONE));

  /** Listens where its environment says, whatever its arguments. */
  private static final String SERVER =
      """
      package shop;

      public class Main {
        public static void main(String[] args) throws Exception {
          int port = Integer.parseInt(System.getenv("PORT"));
          com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress(port), 0).start();
        }
      }
      """;

  private static final int PORT = Client.freePort();
  private static final Operator OPERATOR = new Operator();

  /** The working directory of the commands. */
  private static final Path SANDBOX = OPERATOR.folder().resolve("work");

  /** The command that started the cluster; the commands share it as long as they can. */
  private static RunningCluster shop;

  /** Whether the cluster has workers 1 to 3. */
  private static boolean asStarted;

  static Stream<DocumentedCommand> toBeRun() throws IOException {
    return DocumentedCommand.all(ROOT).stream().filter(command -> command.reason().isEmpty());
  }

  @BeforeAll
  static void makeFiles() throws IOException {
    Path classes = SANDBOX.resolve("classes");
    Path source = Sources.write(SANDBOX.resolve("src/shop/Main.java"), SERVER);
    Path module = Sources.write(SANDBOX.resolve("src/module-info.java"), MODULE);
    Sources.compile("-d", classes, source, module);
    Files.createDirectories(SANDBOX.resolve("lib"));
    Files.createDirectories(SANDBOX.resolve("mods"));
    for (String jar :
        List.of("app.jar", "shop.jar", "shop-2.jar", "lib/shop.jar", "mods/shop.jar")) {
      Sources.jar(
          "--create", "--file", SANDBOX.resolve(jar), "-e", "shop.Main", "-C", classes, ".");
    }
    Sources.write(SANDBOX.resolve("Server.java"), SERVER.replace("package shop;", ""));
    Sources.write(SANDBOX.resolve("prefork.yaml"), "program: app.jar\nworkers: 1\n");
    Sources.write(SANDBOX.resolve("shop.yaml"), "program: app.jar\nname: shop\nworker: 2\n");
    Files.createSymbolicLink(SANDBOX.resolve("examples"), ROOT.resolve("examples"));
    script();
  }

  private static final String MODULE = "module shop { requires jdk.httpserver; exports shop; }";

  /** The command, where the shell finds it. */
  private static void script() throws IOException {
    String words =
        "%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -XX:-UsePerfData --enable-native-access=ALL-UNNAMED -cp %s:%s"
            .formatted(Start.JAVA, System.getProperty("prefork.cli.jar"), Start.PREFORK);
    Path script =
        Sources.write(
            SANDBOX.resolve("prefork"),
            "#!/bin/sh\nexec " + words + " dev.prefork.cli.Main \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  static void close() {
    stopCluster();
    OPERATOR.close();
  }

  @Test
  void everyCommandOfThePagesIsRunOrMarked() throws IOException {
    assertThat(toBeRun())
        .as("commands that no way is known for: add one here, or mark the block in the page")
        .allSatisfy(command -> assertThat(WAYS).as(command.place()).containsKey(command.command()));
    assertThat(WAYS.keySet())
        .as("commands that no page has any more")
        .allSatisfy(known -> assertThat(toBeRun().map(DocumentedCommand::command)).contains(known));
  }

  @ParameterizedTest
  @MethodSource("toBeRun")
  void aCommandOfThePagesDoesWhatItSays(DocumentedCommand documented) {
    Way way = WAYS.get(documented.command());
    assertThat(way).as(documented.toString()).isNotNull();
    assumeFalse(documented.text().contains("jq ") && !hasJq(), "there is no jq here");
    switch (way) {
      case ALONE -> assertThat(codeWithoutCluster(documented)).isZero();
      case MISTAKE -> assertThat(codeWithoutCluster(documented)).isEqualTo(2);
      case FOREGROUND -> runInForeground(documented);
      case READS, CHANGES, STOPS, UNTIL_STOPPED -> runWithCluster(documented, way);
    }
  }

  private static boolean hasJq() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "jq")));
  }

  private static Start shell(DocumentedCommand documented) {
    return OPERATOR
        .command()
        .behind("bash", "-c", "cd " + SANDBOX + " && PATH=.:$PATH\n" + documented.text(), "bash")
        .variable("PORT", String.valueOf(PORT))
        .variable("PREFORK_AOT_CACHE", "off");
  }

  private static int codeWithoutCluster(DocumentedCommand documented) {
    stopCluster();
    try (RunningCluster command = shell(documented).run()) {
      int code = command.awaitExit();
      if (documented.command().startsWith("prefork start")) {
        OPERATOR.get(0, "stop", "--now");
      }
      return code;
    }
  }

  private static void runInForeground(DocumentedCommand documented) {
    stopCluster();
    boolean example = documented.command().contains("examples/");
    assumeFalse(example && Proc.listens(EXAMPLES_PORT), "port 8000, which it uses, is taken");
    try (RunningCluster command = shell(documented).run()) {
      command.awaitLine("prefork: worker .* listens on port " + (example ? EXAMPLES_PORT : PORT));
      OPERATOR.get(0, "stop", "--now");
      assertThat(command.awaitExit()).isZero();
    }
  }

  private static void runWithCluster(DocumentedCommand documented, Way way) {
    startCluster(documented.command().matches(".*\\b3\\b.*"));
    asStarted &= way == Way.READS;
    try (RunningCluster command = shell(documented).run()) {
      if (way == Way.UNTIL_STOPPED) {
        Await.until("lines are followed", () -> printsThreads(command));
        stopCluster();
      }
      assertThat(command.awaitExit()).as("%s: %s", documented, command.lines()).isZero();
    }
    if (way == Way.STOPS) {
      awaitStopped();
    }
  }

  /** Makes a worker write lines. */
  private static boolean printsThreads(RunningCluster follower) {
    OPERATOR.get(0, "kill", "1", "QUIT");
    return !follower.lines().isEmpty();
  }

  /** Starts the cluster, unless it runs and has the workers that the command needs. */
  private static void startCluster(boolean needsWorker3) {
    if (shop != null && (asStarted || !needsWorker3)) {
      return;
    }
    stopCluster();
    String jar = SANDBOX.resolve("shop.jar").toString();
    Start start = OPERATOR.command("start", "-n", "shop", "-w", "3", "--warm-up", "0", jar);
    shop = start.variable("PORT", String.valueOf(PORT)).run();
    assertThat(shop.awaitExit()).as("%s", shop.lines()).isZero();
    asStarted = true;
  }

  private static void stopCluster() {
    if (shop != null) {
      OPERATOR.get(0, "stop", "shop", "--now");
      awaitStopped();
    }
  }

  private static void awaitStopped() {
    try (RunningCluster stopped = shop) {
      shop = null;
      stopped.awaitNothingLeft(Await.PATIENCE);
    }
  }
}
