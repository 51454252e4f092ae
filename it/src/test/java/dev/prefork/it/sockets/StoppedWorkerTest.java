package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that hangs delays few and loses nobody. */
class StoppedWorkerTest {
  private static final Duration PROMISE = Duration.ofSeconds(1);

  private final int port = Client.freePort();
  private final List<Answer> answers = new ArrayList<>();

  /** Two workers that have served: only then have they told the primary all it needs to know. */
  private RunningCluster cluster(String policy) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=" + port, "policy=" + policy)
            .run()
            .awaitListening(1, 2);
    ask();
    ask();
    return cluster;
  }

  private Answer ask() {
    Answer answer = Client.ask(port, "question-" + answers.size());
    answers.add(answer);
    return answer;
  }

  @Test
  void workersHoldEightConnectionsAtMostAndTheBacklogKeepsTheRest() {
    try (RunningCluster cluster = cluster("rr")) {
      Proc.stop(cluster.pid(1));
      Proc.stop(cluster.pid(2));
      List<Client> clients = Client.beginTimes(40, port);
      Await.untilEqual("connections", 40, () -> Proc.established(port));
      cluster.tell("resume 1"); // an answer means that the primary has handed out what it may
      cluster.awaitLine("resumed 1 .*");
      assertThat(Proc.accepted(port)).isBetween(2, 16);
      Proc.signal(cluster.pid(1), "CONT");
      assertThat(clients).extracting(Client::answer).extracting(Answer::worker).containsOnly(1);
      clients.forEach(Client::close);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "least"})
  void whatItHoldsIsServedByAnotherWithinASecond(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      Proc.stop(cluster.pid(1));
      for (int i = 0; i < 20; i++) {
        Answer answer = ask();
        assertThat(answer.worker()).isEqualTo(2);
        assertThat(answer.took()).isLessThan(PROMISE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "least", "sticky", "none", "kernel"})
  void whileOneOfTwoIsStoppedEveryRequestIsAnsweredWhateverThePolicy(String policy) {
    try (RunningCluster cluster = cluster(policy).ownListeners()) {
      Proc.stop(cluster.pid(1));
      for (int i = 0; i < 20; i++) {
        assertThat(ask().worker()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "least"})
  void whenItGoesOnItGetsConnectionsAgainAndNobodyIsServedTwice(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      for (int round = 0; round < 3; round++) {
        Proc.stop(cluster.pid(1));
        ask();
        ask();
        assertThat(ask().worker()).isEqualTo(2);
        Proc.signal(cluster.pid(1), "CONT");
        Await.until("worker 1 serves again", () -> ask().worker() == 1);
      }
      ask();
      ask();
      assertEveryServingWasAnswered();
    }
  }

  /** A worker counts what it serves: more than its clients were told would be a second serving. */
  private void assertEveryServingWasAnswered() {
    Map<Integer, List<Integer>> counts =
        answers.stream()
            .collect(
                Collectors.groupingBy(
                    Answer::worker, Collectors.mapping(Answer::count, Collectors.toList())));
    counts.values().forEach(own -> assertThat(own.getLast()).isEqualTo(own.size()));
  }
}
