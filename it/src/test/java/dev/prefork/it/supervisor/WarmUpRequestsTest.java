package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers answer the warm-up requests before they get their first connection. */
class WarmUpRequestsTest {
  /** Its answer has the worker's number and how many warm-up requests it has had. */
  private static final String SERVER =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.concurrent.atomic.AtomicInteger;

      public class Orders {
        public static void main(String[] args) throws Exception {
          AtomicInteger count = new AtomicInteger();
          var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
          var server = HttpServer.create(address, 0);
          server.createContext("/", exchange -> {
            boolean isWarmUp = "prefork".equals(exchange.getRequestHeaders().getFirst("User-Agent"));
            String path = exchange.getRequestURI().getPath();
            while (isWarmUp && Files.exists(Path.of(args[1], "hang"))) {
              Thread.onSpinWait();
            }
            int seen = isWarmUp ? count.incrementAndGet() : count.get();
            byte[] body = (System.getenv("PREFORK_WORKER_ID") + " " + seen).getBytes();
            exchange.getResponseHeaders().add("Connection", isWarmUp ? "keep-alive" : "close");
            exchange.sendResponseHeaders(path.equals("/fail") ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
          server.start();
        }
      }
      """;

  private static final Pattern ANSWER = Pattern.compile("(?s).*?(\\d+) (\\d+)");

  private final int port = Client.freePort();
  private final Operator operator = new Operator();
  private int asked;
  private final Path requests = operator.folder().resolve("warm.http");

  @AfterEach
  void close() {
    operator.close();
  }

  private String url(String path) {
    return "http://localhost:" + port + path;
  }

  private void request(String line) {
    Sources.write(requests, "### one request\n" + line + "\n");
  }

  /** A cluster with two workers, in the foreground. */
  private RunningCluster run(String... options) {
    Path jar = operator.folder().resolve("orders.jar");
    Sources.program(jar, "Orders", SERVER);
    List<String> words = new ArrayList<>(List.of("run", "-n", "shop", "-w", "2"));
    words.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-J-Xmx64m"));
    words.addAll(List.of("--warm-up-requests", requests.toString(), "--warm-up", "0"));
    words.addAll(List.of(options));
    words.addAll(List.of(jar.toString(), "" + port, operator.folder().toString()));
    return operator.command(words.toArray(String[]::new)).run().ownListeners();
  }

  private record Served(int worker, int warmedUp) {}

  private Served ask() {
    asked++;
    var answer = ANSWER.matcher(Client.getText(port).strip());
    assertThat(answer.matches()).isTrue();
    return new Served(Integer.parseInt(answer.group(1)), Integer.parseInt(answer.group(2)));
  }

  private void stop(RunningCluster cluster) {
    operator.get(0, "stop", "shop");
    assertThat(cluster.awaitExit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "kernel", "none", "least"})
  void eachWorkerAnswersThemBeforeItsFirstConnection(String policy) {
    request("GET " + url("/orders"));
    try (RunningCluster cluster = run("--policy", policy)) {
      cluster.awaitLine("prefork: worker 1 .* warmed up: [\\d,]+ requests in .* s");
      cluster.awaitLine("prefork: worker 1 .* is ready");
      cluster.awaitLine("prefork: worker 2 .* is ready");
      Set<Integer> workers = new TreeSet<>();
      try (RunningCluster reload = operator.command("reload", "shop").run()) {
        while (!workers.containsAll(List.of(3, 4))) {
          Served answer = ask();
          assertThat(answer.warmedUp()).as("requests before").isGreaterThan(3);
          workers.add(answer.worker());
        }
        assertThat(reload.awaitExit()).isZero();
      }
      stop(cluster);
      assertThat(cluster.lines())
          .as("connections of clients")
          .anyMatch(line -> line.contains("connections: " + asked + " accepted"));
    }
  }

  @Test
  void aReloadFailsIfRequiredRequestsFailAndTheOldWorkersServeOn() {
    request("GET " + url("/orders"));
    try (RunningCluster cluster = run("--warm-up-required", "on", "--warm-up-limit", "1s")) {
      cluster.awaitLine("prefork: worker 1 .* is ready");
      cluster.awaitLine("prefork: worker 2 .* is ready");
      request("POST " + url("/fail"));
      assertThat(String.join(" ", operator.get(1, "reload", "shop")))
          .contains("POST " + url("/fail") + " responded with status 500", "rolled back");
      assertThat(ask().worker()).isIn(1, 2);
      request("POST " + url("/fail") + "\nno header");
      assertThat(String.join(" ", operator.get(1, "reload", "shop")))
          .contains(requests + ":3: ", "'no header'");
      assertThat(ask().worker()).isIn(1, 2);
      request("GET " + url("/other"));
      operator.get(0, "reload", "shop");
      stop(cluster);
    }
  }

  @Test
  void aRequestThatFailsIsNotedOnceAndTheWorkerServes() {
    request("GET " + url("/fail"));
    try (RunningCluster cluster = run("--warm-up-limit", "2s")) {
      cluster.awaitLine("prefork: worker 1 .* is ready");
      cluster.awaitLine("prefork: worker 2 .* is ready");
      assertThat(ask().warmedUp()).isGreaterThan(3);
      assertThat(cluster.lines())
          .filteredOn(line -> line.endsWith(url("/fail") + " responded with status 500"))
          .hasSize(2)
          .anyMatch(line -> line.startsWith("prefork: worker 1 "));
      stop(cluster);
    }
  }

  @Test
  void aWorkerThatIsKilledWhileItWarmsUpIsReplaced() throws IOException {
    request("GET " + url("/orders"));
    Path hang = Files.createFile(operator.folder().resolve("hang"));
    try (RunningCluster cluster = run("--warm-up-limit", "1h")) {
      long worker =
          Long.parseLong(cluster.awaitLine("prefork: worker 1 \\((\\d+)\\) listens .*").group(1));
      Await.untilSeldom(
          "the status shows the warm-up",
          Await.PATIENCE,
          () -> String.join(" ", operator.get(1, "status", "shop")).contains("warming up: "));
      assertThat(Proc.hasThread(cluster.pid(), "prefork-warm-up")).isTrue();
      Files.delete(hang);
      Proc.signal(worker, "KILL");
      cluster.awaitLine("prefork: worker 2 .* is ready");
      cluster.awaitLine("prefork: worker 3 .* is ready");
      assertThat(ask().worker()).isIn(2, 3);
      Await.until("the thread has ended", () -> !Proc.hasThread(cluster.pid(), "prefork-warm-up"));
      cluster.awaitNoSurplusSockets(1);
      stop(cluster);
    }
  }

  @Test
  void aMistakeIsOneLineAtTheStart() {
    assertThat(operator.get(2, "run", "--warm-up-requests", "nothere.http", "orders.jar"))
        .anyMatch(line -> line.startsWith("prefork: warm-up-requests: nothere.http: "));
    assertThat(operator.get(2, "check", "--warm-up-requests", "ftp://localhost", "orders.jar"))
        .anyMatch(line -> line.startsWith("prefork: --warm-up-requests: invalid URL"));
  }
}
