package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.servers.Asking;
import dev.prefork.it.harness.servers.Dialect;
import dev.prefork.it.harness.servers.ServerCluster;
import dev.prefork.it.harness.servers.Talk;
import dev.prefork.it.harness.servers.Talk.Seen;
import dev.prefork.it.harness.servers.TestedServer;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers of all kinds, each as its users start it, in two workers, with every policy. One cluster
 * goes through all of this, in order: it loses a worker, and then a server().
 */
@ParameterizedClass(name = "{0}")
@MethodSource("clusters")
@TestMethodOrder(OrderAnnotation.class)
@Execution(ExecutionMode.CONCURRENT)
class AnyServerTest {
  /** Where clusters go through their tests beside each other, each does so in order. */
  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Step {}

  /** Under how many policies workers drain at least. */
  private static final int DRAINING = 2;

  private static final int CLIENTS = 4;
  private static final int REQUESTS = 100;
  private static final int BEFORE_THE_KILL = 100;

  /** How many policies each server is tested with. */
  private enum Matrix {
    /** Two. */
    TWO,
    /** All of them; a worker drains under two. */
    ALL,
    /** All of them, with every step. */
    WHOLE;

    static Matrix wanted() {
      return valueOf(System.getProperty("prefork.matrix", "whole").toUpperCase(Locale.ROOT));
    }
  }

  private final ServerCluster cluster;

  AnyServerTest(ServerCluster cluster) {
    this.cluster = cluster;
  }

  /** All, or those whose name matches: {@code -Dprefork.servers='Tomcat.*, NONE'}. */
  static Stream<ServerCluster> clusters() {
    String wanted = System.getProperty("prefork.servers", ".*");
    return Stream.of(TestedServer.values())
        .flatMap(AnyServerTest::clusters)
        .filter(cluster -> cluster.toString().matches(wanted));
  }

  /**
   * Round robin and one of the others, the next for each server, or all. A worker drains under the
   * first two, and under the rest if asked for.
   */
  private static Stream<ServerCluster> clusters(TestedServer server) {
    Matrix matrix = Matrix.wanted();
    List<SchedulingPolicy> policies = policies(server);
    return IntStream.range(0, matrix == Matrix.TWO ? DRAINING : policies.size())
        .mapToObj(
            i ->
                new ServerCluster(server, policies.get(i), i < DRAINING || matrix == Matrix.WHOLE));
  }

  private static List<SchedulingPolicy> policies(TestedServer server) {
    List<SchedulingPolicy> all = List.of(SchedulingPolicy.values());
    List<SchedulingPolicy> others = new ArrayList<>(all.subList(1, all.size()));
    Collections.rotate(others, -List.of(TestedServer.values()).indexOf(server));
    others.addFirst(all.getFirst());
    return others;
  }

  private TestedServer server() {
    return cluster.server();
  }

  @Step
  @Order(1)
  void allWorkersAnswerOnOnePort() throws IOException {
    cluster.meetAll(false).forEach(Talk::close);
  }

  @Step
  @Order(2)
  void theApplicationSeesTheClientsAddressAndThePorts() throws IOException {
    for (Talk talk : cluster.meetAll(false)) {
      try (talk) {
        Seen seen = talk.who();
        assertThat(seen.remote()).isEqualTo(talk.address());
        assertThat(seen.local()).matches(local());
      }
    }
  }

  /** A datagram socket that is not connected has every address, of either family. */
  private String local() {
    String host = server().hasConnections() ? "127\\.0\\.0\\.1" : "(0\\.0\\.0\\.0|0(:0){7})";
    return host + ":" + cluster.port(false);
  }

  @Step
  @Order(3)
  void aLargeRequestArrivesWhole() throws IOException {
    byte[] body = largest();
    for (Talk talk : cluster.meetAll(false)) {
      try (talk) {
        assertThat(talk.received(body)).isEqualTo(Dialect.received(body));
      }
    }
  }

  private byte[] largest() {
    byte[] body = new byte[server().dialect().largest()];
    new Random(1).nextBytes(body);
    return body;
  }

  @Step
  @Order(4)
  void aConnectionStaysWithItsWorker() throws IOException {
    assumeTrue(server().hasConnections());
    for (Talk talk : cluster.meetAll(false)) {
      try (talk) {
        Seen first = talk.who();
        for (int i = 0; i < 5; i++) {
          assertThat(talk.who()).isEqualTo(first);
        }
      }
    }
  }

  @Step
  @Order(5)
  void allWorkersAnswerOverTls() throws IOException {
    assumeTrue(server().isSecure());
    cluster.meetAll(true).forEach(Talk::close);
  }

  @Step
  @Order(6)
  void connectionsMoveWhenTheirWorkerDrains() throws Exception {
    assumeTrue(cluster.drains() && server().dialect() == Dialect.HTTP);
    List<Asking> clients = askEverybody();
    try {
      long drained = cluster.beginScalingDown();
      long left = cluster.workers().iterator().next();
      clients.forEach(client -> client.awaitAnswerOf(left));
      byte[] body = largest();
      for (Asking client : clients) {
        assertThat(client.end().received(body)).isEqualTo(Dialect.received(body));
      }
      assertThat(cluster.awaitScaledDown(drained)).isPositive();
    } finally {
      clients.forEach(Asking::close);
    }
    cluster.scaleUp();
  }

  /** Clients with connections to both workers. */
  private List<Asking> askEverybody() throws IOException {
    List<Talk> talks = new ArrayList<>(cluster.meetAll(false));
    talks.addAll(cluster.meetAll(false));
    return talks.stream().map(talk -> new Asking(talk, () -> cluster.begin(false))).toList();
  }

  @Step
  @Order(7)
  void aConnectionThatCannotMoveIsAnsweredWhileItsWorkerDrains() throws IOException {
    assumeTrue(cluster.drains());
    assumeTrue(server().dialect() == Dialect.ECHO || server().dialect() == Dialect.GRPC);
    List<Talk> talks = cluster.meetAll(false);
    List<Seen> before = seen(talks);
    long drained = cluster.beginScalingDown();
    for (int i = 0; i < 20; i++) {
      assertThat(seen(talks)).isEqualTo(before);
    }
    talks.forEach(Talk::close);
    cluster.awaitScaledDown(drained);
    cluster.scaleUp();
  }

  private static List<Seen> seen(List<Talk> talks) throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (Talk talk : talks) {
      seen.add(talk.who());
    }
    return seen;
  }

  @Step
  @Order(8)
  void aKilledWorkerIsMissedByNobodyButItsOwnConnections() throws Exception {
    Semaphore answered = new Semaphore(0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> failures = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        failures.add(threads.submit(() -> load(answered)));
      }
      assertThat(answered.tryAcquire(BEFORE_THE_KILL, 30, TimeUnit.SECONDS)).isTrue();
      long victim = cluster.kill();
      for (Future<Integer> failed : failures) {
        assertThat(failed.get()).isLessThanOrEqualTo(1);
      }
      cluster.awaitReplacement(victim);
    }
    cluster.meetAll(false).forEach(Talk::close);
  }

  /** Many short connections; says how many of them failed. */
  private int load(Semaphore answered) throws IOException {
    int failed = 0;
    for (int i = 0; i < REQUESTS; i++) {
      try (Talk talk = cluster.begin(false)) {
        talk.who();
        answered.release();
      } catch (SocketTimeoutException e) {
        assertThat(server().hasConnections()).as("nobody serves a connection").isFalse();
        failed++;
      } catch (IOException e) {
        failed++;
      }
    }
    return failed;
  }

  @Step
  @Order(9)
  void aServerThatIsStoppedGetsNothingMoreAndTheOthersServeOn() throws IOException {
    long stopped = cluster.stop();
    for (int i = 0; i < 20; i++) {
      assertServedByAnother(stopped, false);
      if (server().isSecure()) {
        assertServedByAnother(stopped, true);
      }
    }
  }

  private void assertServedByAnother(long stopped, boolean secure) throws IOException {
    try (Talk talk = cluster.begin(secure)) {
      assertThat(talk.who().pid()).isNotEqualTo(stopped);
    }
  }
}
