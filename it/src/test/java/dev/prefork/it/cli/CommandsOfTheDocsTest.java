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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command in the pages' blocks is run here as it stands there, by a shell, or marked in the
 * page with the reason why it is not: {@code <!-- not run: REASON -->} before the block.
 */
@Tag("thorough")
class CommandsOfTheDocsTest {
  private static final Path ROOT = Path.of(System.getProperty("prefork.root"));
  private static final int EXAMPLES_PORT = 8000;

  /** How a command is run, and what has to come of it. */
  private enum Way {
    /** It ends with code 0. */
    ALONE,
    /** It runs a cluster in the foreground, which comes to serve. */
    FOREGROUND,
    /** As the page has it, there is a mistake in its configuration: code 2. */
    MISTAKE,
    /** There is a cluster {@code shop}, and it ends with code 0. */
    WITH_CLUSTER,
    /** The same, and it ends with the cluster. */
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
          Map.entry("prefork ls", Way.WITH_CLUSTER),
          Map.entry("prefork status", Way.WITH_CLUSTER),
          Map.entry("prefork top", Way.WITH_CLUSTER),
          Map.entry("prefork logs", Way.WITH_CLUSTER),
          Map.entry("prefork logs -f -n 0", Way.UNTIL_STOPPED),
          Map.entry("prefork logs --json | jq -r 'select(.worker == 3).text'", Way.WITH_CLUSTER),
          Map.entry("prefork reload --app shop-2.jar", Way.WITH_CLUSTER),
          Map.entry("prefork restart", Way.WITH_CLUSTER),
          Map.entry("prefork scale 4", Way.WITH_CLUSTER),
          Map.entry("prefork scale +2", Way.WITH_CLUSTER),
          Map.entry("prefork scale shop -1", Way.WITH_CLUSTER),
          Map.entry("prefork stop", Way.WITH_CLUSTER),
          Map.entry("prefork stop shop --now", Way.WITH_CLUSTER),
          Map.entry("prefork kill 3", Way.WITH_CLUSTER),
          Map.entry("prefork kill 3 KILL", Way.WITH_CLUSTER),
          Map.entry("prefork kill shop 3 QUIT", Way.WITH_CLUSTER),
          Map.entry("prefork send '{\"log\":\"debug\"}'", Way.WITH_CLUSTER),
          Map.entry("prefork send 3 '{\"log\":\"debug\"}'", Way.WITH_CLUSTER),
          Map.entry("prefork send shop 3 '\"hello\"'", Way.WITH_CLUSTER),
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

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  /** Where somebody stands who types them. */
  private final Path sandbox = operator.folder().resolve("work");

  static Stream<DocumentedCommand> toBeRun() throws IOException {
    return DocumentedCommand.all(ROOT).stream().filter(command -> command.reason().isEmpty());
  }

  @BeforeEach
  void furnish() throws IOException {
    Path classes = sandbox.resolve("classes");
    Path source = Sources.write(sandbox.resolve("src/shop/Main.java"), SERVER);
    Path module = Sources.write(sandbox.resolve("src/module-info.java"), MODULE);
    Sources.compile("-d", classes, source, module);
    Files.createDirectories(sandbox.resolve("lib"));
    Files.createDirectories(sandbox.resolve("mods"));
    for (String jar :
        List.of("app.jar", "shop.jar", "shop-2.jar", "lib/shop.jar", "mods/shop.jar")) {
      Sources.jar(
          "--create", "--file", sandbox.resolve(jar), "-e", "shop.Main", "-C", classes, ".");
    }
    Sources.write(sandbox.resolve("Server.java"), SERVER.replace("package shop;", ""));
    Sources.write(sandbox.resolve("prefork.yaml"), "program: app.jar\nworkers: 1\n");
    Sources.write(sandbox.resolve("shop.yaml"), "program: app.jar\nname: shop\nworker: 2\n");
    Files.createSymbolicLink(sandbox.resolve("examples"), ROOT.resolve("examples"));
    script();
  }

  private static final String MODULE = "module shop { requires jdk.httpserver; exports shop; }";

  /** The command, where a shell finds it. */
  private void script() throws IOException {
    String words =
        "%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -XX:-UsePerfData --enable-native-access=ALL-UNNAMED -cp %s:%s"
            .formatted(Start.JAVA, System.getProperty("prefork.cli.jar"), Start.PREFORK);
    Path script =
        Sources.write(
            sandbox.resolve("prefork"),
            "#!/bin/sh\nexec " + words + " dev.prefork.cli.Main \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void close() {
    operator.close();
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
      case ALONE -> assertThat(code(documented)).isZero();
      case MISTAKE -> assertThat(code(documented)).isEqualTo(2);
      case FOREGROUND -> runInForeground(documented);
      case WITH_CLUSTER, UNTIL_STOPPED -> runWithCluster(documented, way);
    }
    stopAll();
  }

  private static boolean hasJq() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "jq")));
  }

  private Start shell(DocumentedCommand documented) {
    return operator
        .command()
        .behind("bash", "-c", "cd " + sandbox + " && PATH=.:$PATH\n" + documented.text(), "bash")
        .variable("PORT", String.valueOf(port))
        .variable("PREFORK_AOT_CACHE", "off");
  }

  private int code(DocumentedCommand documented) {
    try (RunningCluster command = shell(documented).run()) {
      int code = command.awaitExit();
      if (documented.command().startsWith("prefork start")) {
        operator.get(0, "stop", "--now");
      }
      return code;
    }
  }

  private void runInForeground(DocumentedCommand documented) {
    boolean example = documented.command().contains("examples/");
    assumeFalse(example && Proc.listens(EXAMPLES_PORT), "port 8000, which it uses, is taken");
    try (RunningCluster command = shell(documented).run()) {
      command.awaitLine("prefork: worker .* listens on port " + (example ? EXAMPLES_PORT : port));
      operator.get(0, "stop", "--now");
      assertThat(command.awaitExit()).isZero();
    }
  }

  private void runWithCluster(DocumentedCommand documented, Way way) {
    String jar = sandbox.resolve("shop.jar").toString();
    Start start = operator.command("start", "-n", "shop", "-w", "3", jar);
    try (RunningCluster cluster = start.variable("PORT", String.valueOf(port)).run()) {
      assertThat(cluster.awaitExit()).isZero();
      try (RunningCluster command = shell(documented).run()) {
        if (way == Way.UNTIL_STOPPED) {
          Await.until("lines are followed", () -> printsThreads(command));
          operator.get(0, "stop", "--now");
        }
        assertThat(command.awaitExit()).as("%s: %s", documented, command.lines()).isZero();
      }
      stopAll();
      cluster.awaitNothingLeft(Await.PATIENCE);
    }
  }

  /** Has a worker write something. */
  private boolean printsThreads(RunningCluster follower) {
    operator.get(0, "kill", "1", "QUIT");
    return !follower.lines().isEmpty();
  }

  private void stopAll() {
    if (!operator.get(0, "ls").contains("no cluster runs")) {
      operator.get(0, "stop", "--now");
    }
  }
}
