package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.load.Load;
import dev.prefork.it.harness.load.LoadProfile;
import dev.prefork.it.harness.load.Tally;
import dev.prefork.it.harness.servers.SupervisedServer;
import dev.prefork.it.harness.servers.TestedServer;
import dev.prefork.it.programs.supervised.VersionedServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A new version goes live while clients ask. The counts of {@code mvn verify -Pload} are in
 * docs/reliability.md.
 */
@Tag("load")
@Tag("thorough")
class ReloadUnderLoadTest {
  private static final int WORKERS = 2;
  private static final int RELOADS = LoadProfile.of(10, 2);
  private static final int REQUESTS = LoadProfile.of(100_000, 1_000);
  private static final int SLOW_MILLIS = LoadProfile.of(20_000, 3_000);

  private static final int KEPT = LoadProfile.of(16, 6);
  private static final int KEPT_REQUESTS = LoadProfile.of(300_000, 1_000);

  /** Of clients with kept connections, in milliseconds. */
  private static final int[] PAUSES = {0, 5, 100};

  static List<TestedServer> servers() {
    return LoadProfile.servers().toList();
  }

  static List<TestedServer> serversWithKeptConnections() {
    return LoadProfile.serversWithKeptConnections().toList();
  }

  private static Load fresh(SupervisedServer cluster) {
    return Load.onFreshConnections(LoadProfile.clients(), cluster.port(), "/").awaitAnswers(100);
  }

  @ParameterizedTest
  @MethodSource("servers")
  void noRequestOnANewConnectionFailsWhileWorkersAreReplaced(TestedServer server) {
    try (SupervisedServer cluster = SupervisedServer.start(server, WORKERS);
        Load load = fresh(cluster)) {
      for (int i = 0; i < RELOADS; i++) {
        cluster.reloadWell();
      }
      Tally tally = load.awaitTotal(REQUESTS).end();
      LoadProfile.report(server + ", " + RELOADS + " reloads, new connections", tally);
      assertThat(tally.failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("serversWithKeptConnections")
  void noRequestOnAKeptConnectionFailsAndItsSocketStaysWhileWorkersAreReplaced(
      TestedServer server) {
    try (SupervisedServer cluster = SupervisedServer.start(server, WORKERS);
        Load load = Load.onKeptConnections(KEPT, cluster.port(), "/", PAUSES).awaitAnswers(100)) {
      List<Long> millis = reload(cluster, load.tally());
      Tally tally = load.awaitAnswers(100).end();
      long early = tally.announcedEarly(server.requestsPerConnection());
      long drained = (long) millis.size() * KEPT;
      LoadProfile.report(
          "%s, %d reloads, kept connections".formatted(server, millis.size()),
          "%s; %s, of these early %d of %d; a reload took %d ms, the longest %d ms"
              .formatted(
                  tally,
                  tally.sockets(),
                  early,
                  drained,
                  millis.get(millis.size() / 2),
                  millis.getLast()));
      assertThat(tally.failures()).isEmpty();
      assertThat(early).isLessThanOrEqualTo(drained / 100);
    }
  }

  /** Reloads until enough requests were made. Returns how long each took, the shortest first. */
  private static List<Long> reload(SupervisedServer cluster, Tally tally) {
    List<Long> millis = new ArrayList<>();
    while (millis.size() < RELOADS || tally.requests() < KEPT_REQUESTS) {
      long start = System.nanoTime();
      cluster.reloadWell();
      millis.add((System.nanoTime() - start) / 1_000_000);
    }
    Collections.sort(millis);
    return millis;
  }

  @Test
  void aBrokenVersionFailsNoRequestAndTheOldOneServesOn() {
    try (SupervisedServer cluster = SupervisedServer.start(VersionedServer.class, WORKERS, "old");
        Load load = fresh(cluster)) {
      SupervisedServer.Result result = cluster.reload("new", "broken");
      assertThat(result.succeeded()).isFalse();
      cluster.cluster().awaitLine("reload last line: .*version new is broken.*");
      cluster.awaitServing(WORKERS);
      Tally tally = load.awaitAnswers(100).end();
      LoadProfile.report("a broken version", tally + "; " + tally.versions());
      assertThat(tally.failures()).isEmpty();
      assertThat(tally.versions()).containsOnlyKeys("old");
    }
  }

  @Test
  void aVersionThatTakesLongToBootFailsNoRequest() {
    try (SupervisedServer cluster = SupervisedServer.start(VersionedServer.class, WORKERS, "old");
        Load load = fresh(cluster)) {
      SupervisedServer.Result result = cluster.reload("new", "slow", String.valueOf(SLOW_MILLIS));
      assertThat(result.succeeded()).as(result.summary()).isTrue();
      Tally tally = load.awaitAnswers(100).end();
      LoadProfile.report("a version that boots for " + SLOW_MILLIS + " ms", tally);
      assertThat(tally.failures()).isEmpty();
      assertThat(tally.versions()).containsOnlyKeys("old", "new");
    }
  }
}
