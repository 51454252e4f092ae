package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.load.FailedRequest;
import dev.prefork.it.harness.load.Load;
import dev.prefork.it.harness.load.LoadProfile;
import dev.prefork.it.harness.load.Outcome;
import dev.prefork.it.harness.load.Tally;
import dev.prefork.it.harness.servers.SupervisedServer;
import dev.prefork.it.harness.servers.TestedServer;
import dev.prefork.it.programs.supervised.VersionedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workers come, go and die while clients ask. The counts of {@code mvn verify -Pload} are in
 * docs/reliability.md.
 */
@Tag("load")
@Tag("thorough")
class WorkersUnderLoadTest {
  private static final int MANY = LoadProfile.of(8, 4);
  private static final int KILLED_SECONDS = LoadProfile.of(60, 5);
  private static final int SCALED_REQUESTS = LoadProfile.of(100_000, 1_000);

  private static final int SPREAD = LoadProfile.of(200, 60);
  private static final int SPREAD_PAUSE = 50;
  private static final Duration START = Duration.ofMinutes(2);

  /** One that dies in this test has not failed. */
  private static final String STEADY = "steady=0";

  private final Random random = new Random(1);

  static List<TestedServer> servers() {
    return LoadProfile.servers().toList();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void onlyRequestsThatAKilledWorkerHadAcceptedFail(TestedServer server) {
    try (SupervisedServer cluster = SupervisedServer.start(server, 4, STEADY);
        Load load = Load.onFreshConnections(2 * LoadProfile.clients(), cluster.port(), "/pause")) {
      load.awaitAnswers(100);
      List<Set<Integer>> accepted = new ArrayList<>();
      long start = System.nanoTime();
      for (int second = 1; second <= KILLED_SECONDS; second++) {
        long due = start + TimeUnit.SECONDS.toNanos(second);
        Await.until("a second is over", () -> System.nanoTime() >= due);
        List<Long> serving = serving(cluster);
        if (serving.size() > 1) {
          accepted.add(kill(serving.get(random.nextInt(serving.size())), cluster.port()));
        }
      }
      cluster.awaitServing(4);
      Tally tally = load.awaitAnswers(100).end();
      LoadProfile.report(server + ", " + accepted.size() + " workers killed", tally);
      assertHadBeenAccepted(tally, accepted);
    }
  }

  /** A worker that is killed is taken for one that serves until its end is noticed. */
  private static List<Long> serving(SupervisedServer cluster) {
    return cluster.workers("SERVING").stream()
        .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
        .toList();
  }

  /** Says which clients' connections the worker had accepted when it died: it is stopped before. */
  private static Set<Integer> kill(long worker, int port) {
    Proc.stop(worker);
    Set<Integer> accepted = Proc.clientsOf(worker, port);
    Proc.signal(worker, "KILL");
    return accepted;
  }

  private static void assertHadBeenAccepted(Tally tally, List<Set<Integer>> accepted) {
    Set<Integer> all = new HashSet<>();
    accepted.forEach(all::addAll);
    assertThat(accepted).isNotEmpty();
    assertThat(tally.failures()).extracting(FailedRequest::clientPort).isSubsetOf(all);
    assertThat(tally.failures())
        .extracting(FailedRequest::outcome)
        .isSubsetOf(Outcome.RESET, Outcome.ENDED);
    assertThat(tally.failures().size())
        .isLessThanOrEqualTo(accepted.stream().mapToInt(Set::size).sum());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void noRequestFailsWhileWorkersAreAddedAndTakenAway(TestedServer server) {
    try (SupervisedServer cluster = SupervisedServer.start(server, 2);
        Load load = Load.onFreshConnections(LoadProfile.clients(), cluster.port(), "/")) {
      load.awaitAnswers(100);
      cluster.scale(MANY);
      load.awaitAnswers(100);
      cluster.scale(2);
      Tally tally = load.awaitTotal(SCALED_REQUESTS).end();
      LoadProfile.report(server + ", from 2 to " + MANY + " workers and back", tally);
      assertThat(tally.failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void keptConnectionsSpreadOverAllWorkersAgainAfterOneWasKilled(TestedServer server) {
    try (SupervisedServer cluster = SupervisedServer.start(server, 2, STEADY, "rebalance");
        Load load = Load.onKeptConnections(SPREAD, cluster.port(), "/", SPREAD_PAUSE)) {
      Await.until("the connections are spread", () -> isSpread(cluster));
      long victim = serving(cluster).getFirst();
      Set<Integer> accepted = kill(victim, cluster.port());
      Await.untilSeldom("a worker is new", START, () -> isReplaced(victim, cluster));
      long start = System.nanoTime();
      Await.until("the connections are spread again", () -> isSpread(cluster));
      long millis = (System.nanoTime() - start) / 1_000_000;
      Tally tally = load.awaitAnswers(SPREAD).end();
      LoadProfile.report(server + ", spread after " + millis + " ms", tally);
      assertHadBeenAccepted(tally, List.of(accepted));
      if (LoadProfile.isFull()) {
        assertThat(millis).isLessThanOrEqualTo(2_000);
      }
    }
  }

  private static boolean isReplaced(long victim, SupervisedServer cluster) {
    List<Long> serving = serving(cluster);
    return serving.size() == 2 && !serving.contains(victim);
  }

  /** True if every client is connected, and no worker has 10 % more connections than another. */
  private static boolean isSpread(SupervisedServer cluster) {
    List<Integer> counts =
        serving(cluster).stream()
            .map(worker -> Proc.clientsOf(worker, cluster.port()).size())
            .sorted()
            .toList();
    return counts.stream().mapToInt(Integer::intValue).sum() >= SPREAD
        && counts.getLast() * 10 <= counts.getFirst() * 11;
  }

  @Test
  void aCrashLoopForksFewerThanTenWorkersInTenSeconds() {
    long start = System.nanoTime();
    try (SupervisedServer cluster =
        SupervisedServer.begin(VersionedServer.class, 1, "1", "brief", "10")) {
      long end = start + Duration.ofSeconds(10).toNanos();
      Await.until("ten seconds are over", () -> System.nanoTime() > end);
      int forks = cluster.cluster().lines("fork ").size();
      LoadProfile.report("a crash loop, forks in the first ten seconds", forks);
      assertThat(forks).isBetween(2, 9);
      cluster.stop(); // a worker that ends as its primary is killed cannot tidy up after it
    }
  }
}
