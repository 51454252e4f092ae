package dev.prefork.it.supervisor;

import static dev.prefork.it.harness.Supervised.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.supervised.SupervisedCluster;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The share of a new worker rises until it is full, and only then is the old one stopped. */
class SlowStartTest {
  /** Longer than any test waits. */
  private static final String LONG = "warmUp=600000";

  private final int port = Client.freePort();

  private RunningCluster cluster(String... more) {
    List<String> words =
        Stream.concat(Stream.of("port=" + port, "workers=2", "hasty", LONG), Stream.of(more))
            .toList();
    RunningCluster cluster =
        Start.program(SupervisedCluster.class, words.toArray(String[]::new)).run();
    awaitServing(cluster, 1, 2);
    return cluster;
  }

  @Test
  void aReloadOfAnIdleClusterDoesNotTakeTheWholeWarmUpTime() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("reload");
      cluster.awaitLine("reload succeeded g2: .*");
      assertThat(Client.askTimes(4, port)).extracting(Answer::worker).containsOnly(3, 4);
    }
  }

  @Test
  void aWorkerThatReplacesAKilledOneSoonHasItsFullShare() {
    try (RunningCluster cluster = cluster()) {
      Proc.signal(cluster.pid(1), "KILL");
      awaitServing(cluster, 3);
      cluster.tell("reload"); // begins when both have their full share
      cluster.awaitLine("reload succeeded g2: .*");
    }
  }

  @Test
  void aReloadReplacesSeveralWorkersAtATimeIfItIsToldTo() {
    try (RunningCluster cluster = cluster("parallel=2")) {
      cluster.tell("reload");
      cluster.awaitLine("fork 4 \\d+");
      assertThat(cluster.lines("exit ")).isEmpty();
      cluster.awaitLine("reload succeeded g2: .*");
      cluster.tell("status");
      cluster.awaitLine("worker \\d slot=1 g2 SERVING .*");
      cluster.awaitLine("worker \\d slot=2 g2 SERVING .*");
    }
  }

  @Test
  void aReloadReplacesOneWorkerAtATimeIfItIsToldTo() {
    try (RunningCluster cluster = cluster("parallel=1")) {
      cluster.tell("reload");
      cluster.awaitLine("fork 4 \\d+");
      assertThat(cluster.lines("exit ")).hasSize(1);
      cluster.awaitLine("reload succeeded g2: .*");
    }
  }
}
