package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output of {@code prefork start} for clusters that serve and for clusters that fail. */
@Tag("thorough")
class StartCommandTest {
  private static final String SERVER =
      """
      public class Server {
        public static void main(String[] args) throws Exception {
          switch (args[0]) {
            case "broken" -> {
              System.err.println("this program is broken");
              System.exit(9);
            }
            case "returns" -> {
              return;
            }
            case "ends" -> System.exit(0);
            case "sleeps" -> dream();
            case "late" -> Thread.sleep(4000);
            default -> {}
          }
          var server = server(args);
          server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
          server.start();
        }

        static void dream() throws Exception {
          Thread.sleep(Long.MAX_VALUE);
        }

        static com.sun.net.httpserver.HttpServer server(String[] args) throws Exception {
          try {
            return bound(args[1]);
          } catch (java.net.BindException e) {
            if (args.length < 3) {
              throw e;
            }
            return bound(args[2]);
          }
        }

        static com.sun.net.httpserver.HttpServer bound(String port) throws Exception {
          var address = new java.net.InetSocketAddress(Integer.parseInt(port));
          return com.sun.net.httpserver.HttpServer.create(address, 0);
        }
      }
      """;

  @TempDir static Path folder;

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  @BeforeAll
  static void pack() {
    Sources.program(Path.of(jar()), "Server", SERVER);
  }

  private static String jar() {
    return folder.resolve("shop.jar").toString();
  }

  @AfterEach
  void close() {
    operator.close();
  }

  @Test
  void eachListeningWorkerIsReportedOnce() {
    try (RunningCluster start = operator.start("-w", "3", jar(), "well", "" + port)) {
      List<String> listening =
          start.lines().stream().filter(line -> line.endsWith("port " + port)).toList();
      assertThat(listening).hasSize(3).doesNotHaveDuplicates();
      operator.get(0, "stop", "--now");
    }
  }

  @Test
  void aFailureIsReportedOnce() {
    try (RunningCluster start = operator.starting("-w", "1", jar(), "broken")) {
      assertThat(start.awaitExit()).isEqualTo(1);
      assertThat(start.lines()).anyMatch(line -> line.matches("prefork: .*'shop'.* status 9 .*"));
      assertThat(start.lines())
          .doesNotHaveDuplicates()
          .filteredOn(line -> line.contains("this program is broken"))
          .hasSize(1);
      assertThat(start.lines())
          .filteredOn(line -> line.contains("worker 1 "))
          .as("the first failure")
          .hasSize(1);
      start.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"returns", "ends"})
  void aProgramThatReturnsFailsTheStartAtOnce(String way) {
    try (RunningCluster start = operator.starting("-w", "1", jar(), way)) {
      assertThat(start.awaitExit()).isEqualTo(1);
      assertThat(start.lines())
          .singleElement()
          .asString()
          .matches("prefork: .*worker 1 \\(\\d+\\) .*status 0 .*main method has returned .*");
      start.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void aProgramThatDoesNotListenIsReportedWithItsMainThreadUntilTheStartTimeout() {
    try (RunningCluster start =
        operator.starting("-w", "1", "--start-timeout", "8s", jar(), "sleeps")) {
      String does = ".*java.base/java.lang.Thread.sleep.*Server.dream.*";
      start.awaitLine("worker 1 \\(\\d+\\) .* \\d s" + does);
      assertThat(start.awaitExit()).isEqualTo(1);
      start.awaitLine("prefork: .* 8 s" + does);
      assertThat(start.lines()).noneMatch(line -> line.contains("worker 2"));
      start.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void aProgramThatListensLateServes() {
    try (RunningCluster start =
        operator.start("-w", "1", "--start-timeout", "8s", jar(), "late", "" + port)) {
      start.awaitLine("worker 1 \\(\\d+\\) .*port " + port);
      operator.get(0, "stop", "--now");
    }
  }

  @Test
  void aTakenPortIsReportedInOneLineWithItsProcessAfterOneAttempt() throws IOException {
    long self = ProcessHandle.current().pid();
    try (ServerSocket taken = new ServerSocket(0);
        RunningCluster start =
            operator.starting("-w", "2", jar(), "well", "" + taken.getLocalPort())) {
      assertThat(start.awaitExit()).isEqualTo(1);
      assertThat(start.lines())
          .singleElement()
          .asString()
          .matches(
              "prefork: .*:%d: .*EADDRINUSE.* process %d \\(.*java.*\\) .*"
                  .formatted(taken.getLocalPort(), self));
      start.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void aPortOfAnotherClusterIsReportedWithItsProcess() {
    try (RunningCluster first = operator.start("-n", "one", "-w", "1", jar(), "well", "" + port);
        RunningCluster start =
            operator.starting("-n", "two", "-w", "1", jar(), "well", "" + port)) {
      assertThat(start.awaitExit()).isEqualTo(1);
      long holder =
          Long.parseLong(start.awaitLine("prefork: .* process (\\d+) \\(.*\\) .*").group(1));
      assertThat(first.processes()).contains(holder);
      operator.get(0, "stop", "--now");
    }
  }

  @Test
  void aProgramThatFallsBackToAnotherPortServes() throws IOException {
    try (ServerSocket taken = new ServerSocket(0);
        RunningCluster start =
            operator.start("-w", "1", jar(), "well", "" + taken.getLocalPort(), "" + port)) {
      start.awaitLine("worker 1 \\(\\d+\\) .*port " + port);
      operator.get(0, "stop", "--now");
    }
  }

  @Test
  void theOwnSessionNeedsNoOtherProgram() {
    try (RunningCluster start =
        operator
            .command("start", "-w", "1", jar(), "well", "" + port)
            .variable("PATH", folder.toString())
            .run()) {
      assertThat(start.awaitExit()).as("%s", start.lines()).isZero();
      assertThat(start.processes()).hasSize(2);
      assertThat(start.processes().stream().map(Proc::session).distinct())
          .as("one session, whose leader is the primary")
          .singleElement()
          .isIn(start.processes())
          .isNotEqualTo(Proc.session(ProcessHandle.current().pid()));
      operator.get(0, "stop", "--now");
    }
  }
}
