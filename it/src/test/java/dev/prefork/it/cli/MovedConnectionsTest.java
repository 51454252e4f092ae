package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads about connections that move, or stay, when a reload drains workers. */
class MovedConnectionsTest {
  private static final String SERVER =
      """
      void main(String[] args) throws Exception {
        var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
        var server = com.sun.net.httpserver.HttpServer.create(address, 0);
        byte[] pid = (ProcessHandle.current().pid() + "\\n").getBytes();
        server.createContext("/", exchange -> {
          exchange.sendResponseHeaders(200, pid.length);
          exchange.getResponseBody().write(pid);
          exchange.close();
        });
        server.start();
      }
      """;

  private final int port = Client.freePort();

  @TempDir Path folder;

  private RunningCluster run(String... options) {
    String program = Sources.write(folder.resolve("Server.java"), SERVER).toString();
    Start start = Start.command("run", "-w", "1", "--warm-up", "0");
    List.of(options).forEach(start::argument);
    RunningCluster cluster =
        start
            .argument(program)
            .argument("" + port)
            .behind("setsid", "env", "--default-signal=HUP")
            .run();
    awaitListening(cluster);
    return cluster;
  }

  private void awaitListening(RunningCluster cluster) {
    cluster.awaitLine("prefork: worker \\d+ .* listens on port " + port);
  }

  /** Asks on a connection that stays open, and returns the worker's pid. */
  private static String ask(Client client) {
    client.say("GET / HTTP/1.1\r\nHost: localhost\r\n\r");
    assertThat(client.readLine()).isEqualTo("HTTP/1.1 200 OK");
    while (!client.readLine().isEmpty()) {
      // one header after the other
    }
    return client.readLine();
  }

  private void reload(RunningCluster cluster) {
    Proc.signal(cluster.pid(), "HUP");
    awaitListening(cluster);
    cluster.awaitLine("prefork: stopping worker 1 .*");
  }

  /** Asks more often than a connection needs that moves. */
  private static void assertStays(Client client, String worker) {
    for (int i = 0; i < 10; i++) {
      assertThat(ask(client)).isEqualTo(worker);
    }
  }

  private static void stop(RunningCluster cluster, String total) {
    Proc.signal(cluster.pid(), "TERM");
    cluster.awaitLine("prefork: .* " + total);
    assertThat(cluster.awaitExit()).isZero();
  }

  @Test
  void aConnectionThatMovesIsInTheNoteOfItsWorkersExitAndInTheTotal() {
    try (RunningCluster cluster = run()) {
      try (Client client = Client.connect(port)) {
        String first = ask(client);
        reload(cluster);
        Await.until("another worker answers", () -> !ask(client).equals(first));
        cluster.awaitLine("prefork: worker 1 .* exited .*; connections moved 1, stayed 0");
      }
      // a server may learn of a client's end only while it drains
      stop(cluster, "1 moved, [01] drained, 0 forced, 0 lost");
    }
  }

  @Test
  void aConnectionStaysIfTheRuleOfItsPortSaysSoAndTheReasonIsReported() {
    try (RunningCluster cluster = run("--ports", port + "=rr+stay");
        Client client = Client.connect(port)) {
      String first = ask(client);
      reload(cluster);
      assertStays(client, first);
      cluster.awaitLine(
          "prefork: worker 1 .* exited .*; connections moved 0, stayed 1 \\(off 1\\)");

      stop(cluster, "0 moved, 1 drained, 0 forced, 0 lost; stayed 1 \\(off 1\\)");
    }
  }

  @Test
  void connectionsStayIfTheyMayNotMove() {
    try (RunningCluster cluster = run("--move-connections=off");
        Client client = Client.connect(port)) {
      String first = ask(client);
      reload(cluster);
      assertStays(client, first);
      cluster.awaitLine("prefork: worker 1 .* exited .*");

      stop(cluster, "0 moved, 1 drained, 0 forced, 0 lost");
    }
  }
}
