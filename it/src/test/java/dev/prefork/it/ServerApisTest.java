package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import dev.prefork.model.SchedulingPolicy;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports that are opened by other APIs than {@code ServerSocketChannel} are shared as well. */
@Tag("thorough")
class ServerApisTest {
  private final int port = Client.freePort();

  static Stream<Arguments> apisAndPolicies() {
    return Stream.of("socket", "async")
        .flatMap(
            api -> Stream.of(SchedulingPolicy.values()).map(policy -> Arguments.of(api, policy)));
  }

  private Start cluster(String api, SchedulingPolicy policy) {
    return Start.program(ScriptedCluster.class, "workers=2", "persistent")
        .argument("port=" + api + ":" + port)
        .variable("PREFORK_SCHED_POLICY", policy.shortName());
  }

  private static RunningCluster run(Start start, SchedulingPolicy policy) {
    RunningCluster cluster = start.run();
    return policy.name().startsWith("KERNEL") ? cluster.ownListeners() : cluster;
  }

  private static RunningCluster bound(Start start, SchedulingPolicy policy) {
    RunningCluster cluster = run(start, policy).awaitListening(1, 2);
    cluster.awaitLine("bound 1 .*");
    cluster.awaitLine("bound 2 .*");
    return cluster;
  }

  private static RunningCluster idle() {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, "server=none", "persistent", "workers=2").run();
    cluster.awaitLine("online 1 .*");
    cluster.awaitLine("online 2 .*");
    return cluster;
  }

  @ParameterizedTest
  @MethodSource("apisAndPolicies")
  void whenTheWorkerThatServesIsKilledTheOtherServes(String api, SchedulingPolicy policy) {
    try (RunningCluster cluster = run(cluster(api, policy), policy).awaitListening(1, 2)) {
      int first = Client.ask(port).worker();
      Proc.signal(cluster.pid(first), "KILL");
      cluster.awaitLine("exit " + first + " .*");
      assertThat(Client.askTimes(5, port)).allMatch(answer -> answer.worker() == 3 - first);
    }
  }

  @ParameterizedTest
  @MethodSource("apisAndPolicies")
  void whenOneWorkerClosesItsServerTheOtherServes(String api, SchedulingPolicy policy) {
    String place = api + ":" + port;
    try (RunningCluster cluster = bound(cluster(api, policy), policy)) {
      for (int closing = 1; closing <= 2; closing++) {
        int other = 3 - closing;
        cluster.tell("send " + closing + " close " + place);
        cluster.awaitLine("ended " + closing + " .*");
        assertThat(Client.askTimes(3, port)).allMatch(answer -> answer.worker() == other);
        cluster.tell("send " + closing + " listen " + place);
        cluster.awaitListening(closing).awaitLine("bound " + closing + " .*");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("apisAndPolicies")
  void aLeavingWorkerFinishesWhatItHasAndItsServerWaitsInPeace(
      String api, SchedulingPolicy policy) {
    try (RunningCluster cluster = run(cluster(api, policy), policy).awaitListening(1, 2);
        Client held = Client.begin(port, "hold")) {
      int leaving = Integer.parseInt(held.readLine().split(" ", -1)[1]);
      cluster.tell("disconnect " + leaving);
      Await.until("it takes no more", () -> takesNoMore(cluster.pid(leaving), leaving, policy));
      assertThat(Client.askTimes(5, port)).allMatch(answer -> answer.worker() != leaving);
      assertThat(held.say("still there").answer().worker()).isEqualTo(leaving);
      cluster.awaitLine("exit " + leaving + " .* 0");
      assertThat(cluster.lines()).noneMatch(line -> line.startsWith("unaccepted"));
    }
  }

  /** Workers that share a listening socket close it; of two others one would get the second. */
  private boolean takesNoMore(long pid, int worker, SchedulingPolicy policy) {
    boolean shares = policy == SchedulingPolicy.NONE && Proc.listens(pid, port);
    return !shares && Client.askTimes(2, port).noneMatch(answer -> answer.worker() == worker);
  }

  @ParameterizedTest
  @MethodSource("apisAndPolicies")
  void aLimitCountsItsConnections(String api, SchedulingPolicy policy) {
    Start one = cluster(api, policy).argument("workers=1").argument("limit=1").argument("drop");
    try (RunningCluster cluster = run(one, policy).awaitListening(1)) {
      try (Client first = Client.begin(port, "hold")) {
        assertThat(first.readLine()).startsWith("holding 1");
        try (Client second = Client.begin(port, "who")) {
          assertThat(second.isEnded()).isTrue();
        }
        cluster.awaitLine("drop 1 .*");
        assertThat(first.say("who").answer().worker()).isEqualTo(1);
      }
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "async", "datagram"})
  void anExcludedPortIsTheWorkersOwn(String api) {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "persistent", "port=" + api + ":" + port)
            .variable("PREFORK_PORTS", port + "=exclude")
            .run()) {
      int owner = Integer.parseInt(cluster.awaitLine("bound (\\d) .*").group(1));
      cluster.awaitLine("unbound " + (3 - owner) + " java.net.BindException: .*");
      assertThat(cluster.lines("listening")).isEmpty();
      if (!api.equals("datagram")) {
        assertThat(Client.ask(port).worker()).isEqualTo(owner);
      }
    }
  }

  @Test
  void aServerSocketOnPortZeroIsEachWorkersOwn() {
    try (RunningCluster cluster = idle()) {
      for (int worker = 1; worker <= 2; worker++) {
        cluster.tell("send " + worker + " listen socket:0");
        int own = Integer.parseInt(cluster.awaitLine("bound " + worker + " .*:(\\d+)").group(1));
        assertThat(Client.ask(own).worker()).isEqualTo(worker);
      }
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  @Test
  void aRegistryOfRmiIsTheWorkersOwn() {
    try (RunningCluster cluster = idle()) {
      cluster.tell("send 1 listen rmi:" + port);
      cluster.awaitLine("bound 1 .*");
      cluster.tell("send 2 listen rmi:" + port);
      cluster.awaitLine("unbound 2 java.net.BindException: Address already in use.*");
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  @Test
  void tomcatsPortForTheWordToStopIsEachWorkersOwn(@TempDir Path directory) {
    Path file =
        Sources.write(
            directory.resolve("org/apache/catalina/core/StandardServer.java"),
            """
            package org.apache.catalina.core;

            import dev.prefork.Cluster;
            import java.net.InetAddress;
            import java.net.ServerSocket;

            public class StandardServer {
              public static void main(String[] args) throws Exception {
                if (Cluster.isPrimary()) {
                  Cluster.fork();
                  Cluster.fork();
                } else {
                  new StandardServer().await(Integer.parseInt(args[0]));
                }
              }

              void await(int port) throws Exception {
                ServerSocket server = new ServerSocket(port, 1, InetAddress.getByName("localhost"));
                IO.println("waits on " + server.getLocalPort());
                server.accept();
                IO.println("ends");
              }
            }
            """);
    Sources.compile("-cp", Start.PREFORK, "-d", directory, file);
    try (RunningCluster cluster =
        Start.java(
                "-cp",
                Start.PREFORK + ":" + directory,
                "org.apache.catalina.core.StandardServer",
                Integer.toString(port))
            .run()) {
      String told = ".*\\b" + port + "\\b.* port (\\d+)";
      int first = Integer.parseInt(cluster.awaitLine(told).group(1));
      int second = Integer.parseInt(cluster.awaitLine(told).group(1));
      assertThat(second).isNotEqualTo(first).isNotEqualTo(port);
      assertThat(Proc.listens(port)).isFalse();
      Client.connect(first).close();
      cluster.awaitLine("ends");
    }
  }
}
