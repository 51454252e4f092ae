package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.MemoryGroup;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command starts more workers than there is memory for. All of it in half a gigabyte. */
@Tag("thorough")
class MemoryLimitTest {
  private static final long LIMIT = 512L << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The note when memory runs low for the next worker. */
  private static final String LOW_MEMORY = ".*\\d+ MB available, \\d+ MB needed to start .*";

  private static final String SERVER =
      """
      public class Server {
        public static void main(String[] args) throws Exception {
          var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
          var server = com.sun.net.httpserver.HttpServer.create(address, 0);
          server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes());
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
    Sources.program(folder.resolve("app.jar"), "Server", SERVER);
  }

  @AfterEach
  void close() {
    operator.close();
  }

  private Start command(String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command, "-n", "shop"));
    words.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-J-XX:-UsePerfData"));
    words.addAll(List.of(options));
    words.addAll(List.of(folder.resolve("app.jar").toString(), String.valueOf(port)));
    return operator.command(words.toArray(String[]::new));
  }

  private String status() {
    return String.join("\n", operator.get(0, "status", "--json"));
  }

  private static long count(List<String> lines, String regex) {
    return lines.stream().filter(line -> line.matches(regex)).count();
  }

  @Test
  void moreWorkersThanMemoryHoldsAreRefusedAndWhenForcedEndWhereMemoryEnds() {
    try (MemoryGroup group = MemoryGroup.of(LIMIT);
        RunningCluster start =
            command("start", "-w", "1", "-J-Xmx64m").behind(group.words()).run()) {
      assertThat(start.awaitExit()).as("start: %s", start.lines()).isZero();

      operator.get(2, "scale", "shop", "5000");
      assertThat(operator.get(1, "scale", "200").getFirst())
          .matches(
              ".* 199 more workers .* 64 MB each: 15\\.5 GB needed, \\d+ MB available; .*--force");
      assertThat(status()).contains("\"desired\" : 1");

      scaleByForce();
      assertThat(status()).contains("\"desired\" : 1", "\"state\" : \"RUNNING\"");
      assertThat(Client.getText(port)).isEqualTo("ok");
      assertThat(group.killed()).isZero();

      operator.get(0, "scale", "2");
      operator.get(0, "reload");
      operator.get(0, "restart");
      operator.get(0, "stop");
    }
  }

  private void scaleByForce() {
    try (RunningCluster scale = operator.command("scale", "200", "--force").run()) {
      scale.awaitLine("forced: .* 199 more workers .*");
      scale.awaitLine(LOW_MEMORY, PATIENCE);
      scale.awaitLine("took .*", PATIENCE);
      assertThat(scale.awaitExit()).isEqualTo(1);
      assertThat(count(scale.lines(), "worker \\d+ \\(\\d+\\) listens .*")).isBetween(1L, 20L);
    }
  }

  @Test
  void aClusterThatIsForcedToStartServesWithThoseThatMemoryHolds() {
    try (MemoryGroup group = MemoryGroup.of(LIMIT)) {
      try (RunningCluster refused =
          command("run", "-w", "100", "-J-Xmx64m").behind(group.words()).run()) {
        assertThat(refused.awaitExit()).isEqualTo(1);
        assertThat(refused.lines()).singleElement().asString().contains(" 100 more workers ");
      }
      try (RunningCluster run =
          command("run", "-w", "100", "-J-Xmx64m", "--force").behind(group.words()).run()) {
        run.awaitLine("prefork: " + LOW_MEMORY, PATIENCE);
        assertThat(String.join("\n", operator.get(1, "status", "--json")))
            .contains("\"state\" : \"DEGRADED\"")
            .containsPattern("\"note\" : \".*\\d+ MB available");
        assertThat(Client.getText(port)).isEqualTo("ok");
        assertThat(group.killed()).isZero();
        operator.get(0, "stop", "--now");
        assertThat(run.awaitExit()).isZero();
      }
    }
  }

  @Test
  void aHeapThatNoMachineHasIsNamedAndNothingIsStarted() {
    try (RunningCluster run = command("run", "-w", "4", "-J-Xmx9999g").run()) {
      assertThat(run.awaitExit()).isEqualTo(1);
      assertThat(run.lines())
          .singleElement()
          .asString()
          .matches(
              "prefork: .* 4 more workers .* 9\\.8 TB each: 9\\.8 TB needed, .* available; .*-Xmx.*"
                  + "--force");
    }
  }
}
