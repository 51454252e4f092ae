package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SettingsCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory, the environment, the program and the JVM that the settings give to workers. */
class WhereWorkersRunTest {
  private static final String DEBUGGER =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:";

  @TempDir private Path folder;

  private static RunningCluster run(Start start) {
    RunningCluster cluster = start.run();
    cluster.tell("set stdio ignore inherit inherit");
    return cluster;
  }

  private static RunningCluster cluster() {
    return run(Start.program(SettingsCluster.class));
  }

  private static void assertDirectory(RunningCluster cluster, int worker, Path directory) {
    assertThat(cluster.awaitLine("directory " + worker + " (.*)").group(1))
        .isEqualTo(directory.toString());
  }

  @Test
  void theDirectoryIsThePrimarysUntilItIsSetForLaterWorkers() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path there = folder.toRealPath();
    try (RunningCluster cluster = cluster()) {
      cluster.tell("fork");
      cluster.awaitLine("setup .* cwd=null");
      assertDirectory(cluster, 1, here);
      cluster.tell("set cwd " + there);
      cluster.tell("fork");
      assertDirectory(cluster, 2, there);
      cluster.tell("set cwd " + here.relativize(there));
      cluster.tell("fork");
      assertDirectory(cluster, 3, there);
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsOneClearErrorOfTheFork() {
    Path nowhere = folder.resolve("nowhere");
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set cwd " + nowhere);
      cluster.tell("fork");
      cluster.awaitLine(
          "refused .*: cannot fork a worker: the setting cwd is not an existing directory: "
              + nowhere
              + "; create it first");
      cluster.tell("set cwd " + folder);
      cluster.tell("fork");
      cluster.awaitLine("directory 2 .*");
    }
  }

  @Test
  void theProgramIsMeantAgainstThePrimarysDirectoryWhereverTheWorkerRuns() {
    Path here = Path.of("").toAbsolutePath();
    Path source =
        Sources.write(
            folder.resolve("Other.java"),
            """
            void main(String[] args) {
              IO.println("other runs in " + java.nio.file.Path.of("").toAbsolutePath());
              System.exit(0);
            }
            """);
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set exec " + here.relativize(source));
      cluster.tell("set cwd /");
      cluster.tell("fork");
      cluster.awaitLine("other runs in /");
      cluster.awaitLine("exit 1 \\d+ 0");
    }
  }

  @Test
  void theClassPathIsMeantAgainstThePrimarysDirectoryWhereverTheWorkerRuns() {
    Path here = Path.of("").toAbsolutePath();
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set classPath " + here.relativize(Start.PROGRAMS));
      cluster.tell("set exec " + SettingsCluster.class.getName());
      cluster.tell("set cwd /");
      cluster.tell("fork");
      assertDirectory(cluster, 1, Path.of("/"));
    }
  }

  @Test
  void variablesOfTheForkCountMoreThanThePrimarys() {
    try (RunningCluster cluster =
        run(Start.program(SettingsCluster.class).variable("A", "outer").variable("B", "outer"))) {
      cluster.tell("fork B=inner");
      cluster.awaitLine("variables 1 outer inner");
      cluster.awaitLine("sent 1 ");
      cluster.awaitLine("message 1");
      cluster.tell("fork");
      cluster.awaitLine("variables 2 outer outer");
    }
  }

  @Test
  void whatThePrimaryTellsItsWorkersComesFromNobodyElse() {
    try (RunningCluster cluster =
        run(
            Start.program(SettingsCluster.class)
                .variable("PREFORK_MAX_CONNECTIONS", "1")
                .variable("PREFORK_UID", "12345"))) {
      cluster.tell("fork PREFORK_MAX_CONNECTIONS=2 PREFORK_TOKEN=00 PREFORK_WORKER_ID=7");
      cluster.awaitLine("limit 1 null");
      cluster.awaitLine("message 1");
    }
  }

  @Test
  void workersOnlyHearOfMovingIfItIsOff() {
    try (RunningCluster cluster = run(Start.program(SettingsCluster.class))) {
      cluster.tell("fork PREFORK_MOVE_CONNECTIONS=off");
      cluster.awaitLine("move 1 null");
      cluster.tell("set moveConnections false");
      cluster.tell("fork");
      cluster.awaitLine("move 2 off");
    }
  }

  @Test
  void optionsForTheJvmTakeThePlaceOfThePrimarys() {
    try (RunningCluster cluster =
        run(Start.program(SettingsCluster.class).option("-Dsome.name=primary"))) {
      cluster.tell("fork");
      cluster.awaitLine("property 1 primary");
      cluster.tell("set execArgv -Dsome.name=worker -XX:-UsePerfData -Xmx64m");
      cluster.tell("fork");
      cluster.awaitLine("property 2 worker");
      cluster.tell("set execArgv -Xmx64m -cp x");
      cluster.tell("fork");
      cluster.awaitLine("refused fork: .*CannotLaunchException: .*'-cp' .*");
    }
  }

  @Test
  void aDebuggedPrimarysWorkersGetTheDebugPortOfTheSettings() {
    int given = Client.freePort();
    try (RunningCluster cluster =
        run(Start.program(SettingsCluster.class).option(DEBUGGER + Client.freePort()))) {
      cluster.tell("set inspectPort " + given);
      cluster.tell("fork");
      cluster.awaitLine("message 1");
      assertThat(Proc.commandLine(cluster.pid(1))).contains(DEBUGGER + given);
      cluster.tell("set inspectPort 65536");
      cluster.tell("fork");
      cluster.awaitLine("refused .*java.lang.IllegalArgumentException: .*inspectPort 65536.*");
    }
  }

  @Test
  void nobodyAsksForTheDebugPortOfAWorkerThatIsNotDebugged() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set inspectPort 65536");
      cluster.tell("fork");
      cluster.awaitLine("message 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"address=127.0.0.1:0", "address=127.0.0.1:%d"})
  void aWorkerThatWaitsForItsDebuggerCanBeKilled(String address) {
    String debugger = DEBUGGER.replace("suspend=n,address=127.0.0.1:", "suspend=y,");
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set execArgv -Xmx64m " + debugger + address.formatted(Client.freePort()));
      cluster.tell("fork");
      cluster.awaitLine("Listening for transport dt_socket at address: \\d+");
      cluster.awaitLine("fork 1 .*");
      Proc.signal(cluster.pid(1), "TERM");
      cluster.awaitLine("exit 1 \\d+ .*");
      assertThat(cluster.lines("directory 1")).isEmpty();
      assertThat(cluster.lines("message 1")).isEmpty();
    }
  }

  @Test
  void aWorkerWhoseDebugPortIsTakenEndsAndHarmsNoOther() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RunningCluster cluster =
            run(Start.program(SettingsCluster.class).option(DEBUGGER + Client.freePort()))) {
      cluster.tell("set inspectPort " + taken.getLocalPort());
      cluster.tell("fork");
      cluster.awaitLine(".*Address already in use.*");
      cluster.awaitLine("exit 1 \\d+ [1-9]\\d*.*");
      cluster.tell("set inspectPort 0");
      cluster.tell("fork");
      cluster.awaitLine("message 2");
    }
  }
}
