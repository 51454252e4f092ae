package dev.prefork.it.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker with a smaller weight gets a smaller share of the connections. Shares are measured again
 * if they are wrong, because a worker that is slow on a busy machine is passed over for a while.
 */
class WeightTest {
  private static final int CLIENTS = 500;

  private final int port = Client.freePort();

  private RunningCluster cluster(String policy) {
    return Start.program(ScriptedCluster.class, "workers=2")
        .argument("policy=" + policy)
        .argument("port=" + port)
        .run()
        .ownListeners()
        .awaitListening(1, 2);
  }

  private static void setWeight(RunningCluster cluster, int worker, double weight) {
    cluster.tell("weight " + worker + " " + weight);
    cluster.awaitLine("weighted " + worker + " true");
  }

  /** Each client has an address of its own, for {@code STICKY}. */
  private Stream<Answer> ask(int clients) {
    return IntStream.range(0, clients).mapToObj(n -> Client.ask(port, address(n)));
  }

  private static InetAddress address(int n) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 1, (byte) (n / 250), (byte) (n % 250 + 1)});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isBetween(int worker, long min, long max, Stream<Integer> workers) {
    long count = workers.filter(other -> other == worker).count();
    return min <= count && count <= max;
  }

  private void awaitCount(int worker, long min, long max) {
    Await.until(
        "worker %d gets %d to %d of %d connections".formatted(worker, min, max, CLIENTS),
        () -> isBetween(worker, min, max, ask(CLIENTS).map(Answer::worker)));
  }

  /** By Bernstein's inequality, random choices miss this less often than once in 10^9. */
  private void awaitAFifth(int worker) {
    awaitCount(worker, 30, 170);
  }

  /** The same. */
  private void awaitHalf(int worker) {
    awaitCount(worker, 165, 335);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "kernel", "kernel-cpu"})
  void aWorkerWithAQuarterGetsAQuarterOfTheOthersConnections(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      setWeight(cluster, 2, 0.25);
      awaitAFifth(2);
      setWeight(cluster, 2, 1);
      setWeight(cluster, 1, 0.25);
      awaitAFifth(1);
    }
  }

  /** Not with {@code kernel-cpu}: the clients may all run on one processor. */
  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "kernel"})
  void aWorkerWithItsFullWeightAgainGetsHalf(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      setWeight(cluster, 2, 0.01);
      awaitCount(2, 0, 80);
      setWeight(cluster, 2, 1);
      awaitHalf(2);
    }
  }

  @Test
  void underLeastConnectionsAWorkerWithAQuarterHasAQuarterAsManyOpen() {
    try (RunningCluster cluster = cluster("least")) {
      setWeight(cluster, 2, 0.25);
      Await.until(
          "worker 2 has 8 to 12 of 50 connections", () -> isBetween(2, 8, 12, hold(50).stream()));
    }
  }

  /** Opens connections, closes them, and returns the workers that had them. */
  private List<Integer> hold(int count) {
    List<Client> clients = new ArrayList<>();
    List<Integer> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(Client.begin(port, "hold"));
      workers.add(Integer.valueOf(clients.getLast().readLine().split(" ", -1)[1]));
    }
    clients.forEach(Client::close);
    return workers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "kernel", "kernel-cpu"})
  void theOnlyWorkerGetsEverythingWhateverItsWeight(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      setWeight(cluster, 2, 0.01);
      cluster.tell("stop 1");
      cluster.awaitLine("exit 1 .*");
      assertThat(ask(50)).extracting(Answer::worker).containsOnly(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "kernel"})
  void itAppliesToAPortThatTheWorkerOpensLater(String policy) {
    int other = Client.freePort();
    try (RunningCluster cluster = cluster(policy).ports(2)) {
      setWeight(cluster, 2, 0.01);
      cluster.tell("send 1 listen " + other);
      cluster.tell("send 2 listen " + other);
      cluster.awaitLine("listening 1 \\d+ " + other);
      cluster.awaitLine("listening 2 \\d+ " + other);
      Await.until(
          "worker 2 gets few connections",
          () -> isBetween(2, 0, 80, Client.askTimes(CLIENTS, other).map(Answer::worker)));
    }
  }

  @Test
  void aWeightOutOfRangeIsRefused() {
    try (RunningCluster cluster = cluster("rr")) {
      for (String weight : new String[] {"0", "-0.5", "1.01", "NaN", "Infinity"}) {
        cluster.tell("weight 2 " + weight);
        cluster.awaitLine("refused weight 2 " + weight + ": .*IllegalArgumentException: .*");
      }
      awaitHalf(2);
    }
  }

  @Test
  void onlyThePrimarySetsIt() {
    try (RunningCluster cluster = cluster("rr")) {
      cluster.tell("send 1 weight 0.5");
      cluster.awaitLine("refused 1 .*IllegalStateException: .*primary.*");
    }
  }

  @Test
  void aWorkerThatHasExitedGetsNone() {
    try (RunningCluster cluster = cluster("rr")) {
      cluster.tell("stop 1");
      cluster.awaitLine("exit 1 .*");
      cluster.tell("weight 1 0.5");
      cluster.awaitLine("weighted 1 false");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "kernel"})
  void noConnectionIsLostWhileAWeightRises(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      for (int percent = 1; percent <= 100; percent++) {
        cluster.tell("weight 2 " + percent / 100.0);
        assertThat(ask(3)).hasSize(3);
      }
    }
  }
}
