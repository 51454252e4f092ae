package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that a process outside the cluster has, or that is not to be had. */
class TakenPortTest {
  private static final int PRIVILEGED = 42;
  private static final String REASON =
      "unbound %d java.net.BindException: Address already in use.*";

  @ParameterizedTest
  @ValueSource(strings = {"plain", "http"})
  void theWorkerIsToldAndEndsAsItsProgramDecides(String server) throws IOException {
    try (ServerSocket foreign = new ServerSocket(0);
        RunningCluster cluster =
            Start.program(
                    ScriptedCluster.class,
                    "workers=2",
                    "port=" + foreign.getLocalPort(),
                    "server=" + server)
                .run()) {
      cluster.awaitLine(REASON.formatted(1));
      cluster.awaitLine(REASON.formatted(2));
      cluster.awaitLine("exit 1 .* 7");
      cluster.awaitLine("exit 2 .* 7");
      assertThat(cluster.awaitExit()).isZero();
      cluster.awaitNothingLeft(Duration.ZERO);
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"port", "path"})
  void aPortThatAProgramDoesWithoutIsNoWarning(String kind, @TempDir Path folder)
      throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    try (ServerSocket foreign = new ServerSocket(0);
        RunningCluster cluster =
            Start.program(ScriptedCluster.class, "server=none", "persistent").run()) {
      cluster.awaitLine("online 1 .*");
      cluster.tell(
          "send 1 listen " + (kind.equals("port") ? foreign.getLocalPort() : "kept:" + file));
      cluster.awaitLine("unbound 1 java.net.BindException: Address already in use.*");
      cluster.tell("send 1 listen " + Client.freePort());
      cluster.awaitListening(1);
      cluster.tell("send 1 exit 3");
      cluster.awaitLine("exit 1 \\d+ 3");
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines())
          .noneMatch(line -> line.contains("WARNING") || line.contains("cannot listen"));
    }
  }

  @Test
  void aWorkerThatEndsForWantOfItsPortIsAWarningThatNamesIt() throws IOException {
    try (ServerSocket foreign = new ServerSocket(0);
        RunningCluster cluster =
            Start.program(ScriptedCluster.class, "port=" + foreign.getLocalPort()).run()) {
      cluster.awaitLine("exit 1 .* 7");
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines("WARNING:"))
          .singleElement()
          .asString()
          .contains("worker 1", ":" + foreign.getLocalPort(), "EADDRINUSE");
    }
  }

  @Test
  void theWorkerMayTryAgainWhenThePortIsFree() throws IOException {
    ServerSocket foreign = new ServerSocket(0);
    int port = foreign.getLocalPort();
    try (foreign;
        RunningCluster cluster =
            Start.program(ScriptedCluster.class, "persistent", "port=" + port).run()) {
      cluster.awaitLine(REASON.formatted(1));
      foreign.close();
      cluster.tell("send 1 listen " + port);
      cluster.awaitListening(1);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }

  @Test
  void aLaterWorkerMayHaveThePort() throws IOException {
    ServerSocket foreign = new ServerSocket(0);
    int port = foreign.getLocalPort();
    try (foreign;
        RunningCluster cluster =
            Start.program(ScriptedCluster.class, "stay", "port=" + port).run()) {
      cluster.awaitLine("exit 1 .* 7");
      foreign.close();
      cluster.tell("fork");
      cluster.awaitListening(2);
      assertThat(Client.ask(port).worker()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "none"})
  void aPortThatTheUserMayNotHaveIsABindException(String policy) throws IOException {
    assumeTrue(lowestFreePort() > PRIVILEGED, "every user may have port " + PRIVILEGED);
    Start start =
        Start.program(ScriptedCluster.class, "server=none", "persistent", "policy=" + policy);
    if (System.getProperty("user.name").equals("root")) {
      start.behind("setpriv", "--bounding-set=-net_bind_service", "--");
    }
    try (RunningCluster cluster = start.run()) {
      cluster.awaitLine("online 1 .*");
      cluster.tell("send 1 listen " + PRIVILEGED);
      cluster.awaitLine("unbound 1 java.net.BindException: Permission denied.*");
      cluster.tell("send 1 disconnect");
      cluster.awaitLine("exit 1 \\d+ 0");
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  /** Buffered, because the kernel gives such a file with the first read only. */
  private static int lowestFreePort() throws IOException {
    Path setting = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    try (BufferedReader in = Files.newBufferedReader(setting)) {
      return Integer.parseInt(in.readLine());
    }
  }
}
