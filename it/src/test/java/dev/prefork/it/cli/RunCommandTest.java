package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code prefork run}, as an operator sees it. */
class RunCommandTest {
  private static final String SERVER =
      """
      void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        var server = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress(port), 0);
        byte[] pid = (ProcessHandle.current().pid() + " " + args[1] + "\\n").getBytes();
        server.createContext("/", exchange -> {
          exchange.sendResponseHeaders(200, pid.length);
          exchange.getResponseBody().write(pid);
          exchange.close();
        });
        server.start();
      }
      """;

  @TempDir Path folder;

  private static Start prefork(String... arguments) {
    return Start.command(arguments).behind("setsid", "env", "--default-signal=INT,HUP");
  }

  private String server() {
    return Sources.write(folder.resolve("Server.java"), SERVER).toString();
  }

  private static long awaitListening(RunningCluster cluster, int port) {
    String line = "prefork: worker \\d+ \\((\\d+)\\) .*port " + port;
    return Long.parseLong(cluster.awaitLine(line).group(1));
  }

  @Test
  void aProgramRunsInSeveralWorkersAKilledOneIsReplacedAndCtrlCStopsAll() {
    int port = Client.freePort();
    try (RunningCluster cluster =
        prefork("run", "-w", "2", "--warm-up", "0", server(), String.valueOf(port), "-w").run()) {
      long one = awaitListening(cluster, port);
      long other = awaitListening(cluster, port);
      assertThat(IntStream.range(0, 4).mapToObj(_ -> Client.getText(port)))
          .containsOnly(one + " -w", other + " -w");

      Proc.signal(one, "KILL");
      cluster.awaitLine("prefork: worker \\d+ \\(" + one + "\\) .*137 \\(SIGKILL\\)");
      assertThat(Client.getText(port)).isEqualTo(other + " -w");
      long third = awaitListening(cluster, port);
      assertThat(IntStream.range(0, 4).mapToObj(_ -> Client.getText(port)))
          .containsOnly(third + " -w", other + " -w");

      Proc.signal(-cluster.pid(), "INT");
      assertThat(cluster.awaitExit()).isEqualTo(130);
      cluster.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void signalsScaleReloadAndStopTheCluster() {
    int port = Client.freePort();
    try (RunningCluster cluster =
        prefork("run", "-w", "1", server(), String.valueOf(port), "x").run()) {
      long first = awaitListening(cluster, port);
      Proc.signal(cluster.pid(), "TTIN");
      long second = awaitListening(cluster, port);
      cluster.awaitLine("prefork: scaling done: .*"); // a reload during a scaling is refused

      Proc.signal(cluster.pid(), "HUP");
      long third = awaitListening(cluster, port);
      long fourth = awaitListening(cluster, port);
      cluster.awaitLine("prefork: worker \\d \\(" + first + "\\) .*status .*");
      cluster.awaitLine("prefork: worker \\d \\(" + second + "\\) .*status .*");
      cluster.awaitLine("prefork: reload done: .*");

      Proc.signal(cluster.pid(), "TTOU");
      cluster.awaitLine("prefork: worker 4 \\(\\d+\\) .*status .*");
      assertThat(Client.getText(port)).isIn(third + " x", fourth + " x");

      Proc.signal(cluster.pid(), "TERM");
      assertThat(cluster.awaitExit()).isZero();
      cluster.awaitLine("prefork: .* \\d+ accepted, .* 0 forced, 0 lost.*");
      cluster.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void aTakenPortIsReportedWithItsProcessAndEndsTheCommand() throws IOException {
    try (ServerSocket taken = new ServerSocket(0);
        RunningCluster cluster =
            prefork("run", "-w", "2", server(), String.valueOf(taken.getLocalPort()), "x").run()) {
      cluster.awaitLine(
          "prefork: .*:%d: .*EADDRINUSE.* process %d .*"
              .formatted(taken.getLocalPort(), ProcessHandle.current().pid()));
      assertThat(cluster.awaitExit()).isEqualTo(1);
      cluster.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void aProgramThatNeverListensIsNotForkedForever() {
    String program =
        Sources.write(folder.resolve("Brief.java"), "void main() { System.exit(3); }").toString();
    try (RunningCluster cluster = prefork("run", "-w", "1", program).run()) {
      cluster.awaitLine("prefork: worker 1 .*status 3 .*");
      assertThat(cluster.awaitExit()).isEqualTo(1);
    }
  }

  @Test
  void itPrintsItsVersion() {
    try (RunningCluster cluster = prefork("--version").run()) {
      cluster.awaitLine("prefork \\d+\\.\\d+\\.\\d+.*");
      assertThat(cluster.awaitExit()).isEqualTo(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "run nothere.jar | /nothere.jar'",
        "run README.md   | 'README.md'",
        "run -w 0 x.jar  | 1 to 1024",
        "run -w many x.jar | 'many'",
        "run             | prefork.yaml",
        "run --policy fair x.jar | rr, none",
        "run --ports 80:rr x.jar | '80:rr'",
        "walk x.jar      | 'walk'",
      })
  void aMistakeIsReportedInOneLineWithCodeTwo(String arguments, String fragment) {
    try (RunningCluster cluster = prefork(arguments.split(" ")).run()) {
      assertThat(cluster.awaitExit()).isEqualTo(2);
      List<String> lines = cluster.lines();
      assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("prefork: "));
      assertThat(lines.getFirst()).contains(fragment);
    }
  }

  @Test
  void anInvalidVariableIsReportedWithItsNameAndTheValidValues() {
    try (RunningCluster cluster =
        prefork("run", server(), "0", "x").variable("PREFORK_SCHED_POLICY", "fair").run()) {
      assertThat(cluster.awaitExit()).isEqualTo(2);
      assertThat(cluster.lines().getFirst())
          .startsWith("prefork: PREFORK_SCHED_POLICY: ")
          .contains("'fair'", SchedulingPolicy.names());
    }
  }
}
