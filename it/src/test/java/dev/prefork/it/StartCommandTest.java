package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code prefork start} tells of a cluster that comes up, and of one that does not. */
class StartCommandTest {
  private static final String SERVER =
      """
      public class Server {
        public static void main(String[] args) throws Exception {
          if (args[0].equals("broken")) {
            System.err.println("this program is broken");
            System.exit(9);
          }
          var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
          var server = com.sun.net.httpserver.HttpServer.create(address, 0);
          server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
          server.start();
        }
      }
      """;

  @TempDir static Path folder;

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  @BeforeAll
  static void pack() {
    Path source = Sources.write(folder.resolve("Server.java"), SERVER);
    Sources.compile("-d", folder, source);
    Sources.jar("--create", "--file", Path.of(jar()), "-e", "Server", "-C", folder, "Server.class");
  }

  private static String jar() {
    return folder.resolve("shop.jar").toString();
  }

  @AfterEach
  void close() {
    operator.close();
  }

  @Test
  void eachWorkerThatListensIsToldOnce() {
    try (RunningCluster start = operator.start("-w", "3", jar(), "" + port)) {
      List<String> listening =
          start.lines().stream().filter(line -> line.contains("listens on port " + port)).toList();
      assertThat(listening).hasSize(3).doesNotHaveDuplicates();
      operator.get(0, "stop", "--now");
    }
  }

  @Test
  void nothingIsToldTwiceOfAClusterThatDoesNotComeUp() {
    try (RunningCluster start = operator.starting("-w", "1", jar(), "broken")) {
      assertThat(start.awaitExit()).isEqualTo(1);
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

  @Test
  void aSessionOfItsOwnNeedsNoOtherProgram() {
    try (RunningCluster start =
        operator
            .command("start", "-w", "1", jar(), "" + port)
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
