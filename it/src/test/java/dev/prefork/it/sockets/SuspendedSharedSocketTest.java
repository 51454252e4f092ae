package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that are suspended or held where they share a socket: NONE, and Unix-domain sockets. */
@Tag("thorough")
class SuspendedSharedSocketTest {
  private final int port = Client.freePort();
  @TempDir private Path directory;

  private Path path() {
    return directory.resolve("s");
  }

  private Start atPath(String policy) {
    return Start.program(ScriptedCluster.class, "path=" + path(), "workers=2", "policy=" + policy);
  }

  private Start atPort(String kind) {
    return Start.program(ScriptedCluster.class, "port=" + kind + port, "workers=2", "policy=none");
  }

  private List<Answer> ask(int times, String kind) {
    return IntStream.range(0, times)
        .mapToObj(_ -> kind.equals("path") ? Client.ask(path()) : Client.ask(port))
        .toList();
  }

  private void awaitOnly(int worker, String kind) {
    Await.until(
        "only worker " + worker + " serves",
        () -> ask(20, kind).stream().allMatch(answer -> answer.worker() == worker));
  }

  private void assertSuspendedAndResumed(RunningCluster cluster, String kind, boolean atOnce) {
    for (int worker : new int[] {1, 2, 1}) {
      cluster.tell("suspend " + worker);
      cluster.awaitLine("suspended " + worker + " " + atOnce);
      awaitOnly(3 - worker, kind);
      assertThat(ask(20, kind)).extracting(Answer::worker).containsOnly(3 - worker);
      cluster.tell("resume " + worker);
      cluster.awaitLine("resumed " + worker + " true");
      Proc.stop(cluster.pid(3 - worker));
      Await.until("worker " + worker + " serves", () -> ask(1, kind).getFirst().worker() == worker);
      Proc.signal(cluster.pid(3 - worker), "CONT");
    }
  }

  @ParameterizedTest
  @CsvSource({"rr, true", "sticky, true", "least, true", "none, false", "kernel, false"})
  void aSuspendedWorkerGetsNothingFromAUnixDomainSocket(String policy, boolean atOnce) {
    try (RunningCluster cluster = atPath(policy).run().awaitListening(1, 2)) {
      ask(4, "path");
      assertSuspendedAndResumed(cluster, "path", atOnce);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "socket:", "async:"})
  void underNoneASuspendedWorkerAcceptsNothing(String kind) {
    try (RunningCluster cluster = atPort(kind).run().awaitListening(1, 2)) {
      assertSuspendedAndResumed(cluster, kind, false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "none", "kernel"})
  void aHeldWorkerGetsNothingFromAUnixDomainSocketBeforeItIsAdmitted(String policy) {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "path=" + path(), "workers=2", "policy=" + policy)
            .argument("held")
            .run()
            .awaitListening(1, 2)) {
      cluster.tell("admit 2");
      cluster.awaitLine("admitted 2 true");
      assertThat(ask(20, "path")).extracting(Answer::worker).containsOnly(2);
      cluster.tell("admit 1");
      cluster.awaitLine("admitted 1 true");
      Proc.stop(cluster.pid(2));
      Await.until("worker 1 serves", () -> ask(1, "path").getFirst().worker() == 1);
    }
  }

  @Test
  void underNoneAPortThatASuspendedWorkerOpensIsNotItsEither() {
    int other = Client.freePort();
    try (RunningCluster cluster = atPort("").run().ports(2).awaitListening(1, 2)) {
      cluster.tell("suspend 1");
      cluster.awaitLine("suspended 1 false");
      awaitOnly(2, "");
      for (int worker : new int[] {2, 1}) {
        cluster.tell("send " + worker + " listen " + other);
        cluster.awaitLine("listening " + worker + " \\d+ " + other);
      }
      assertThat(Client.askTimes(20, other)).extracting(Answer::worker).containsOnly(2);
      cluster.tell("resume 1");
      cluster.awaitLine("resumed 1 true");
      Proc.stop(cluster.pid(2));
      Await.until("worker 1 serves there", () -> Client.ask(other).worker() == 1);
    }
  }

  /** It is the last order that counts, however fast they follow each other. */
  @Test
  void underNoneClientsWaitWhileAllAreSuspended() {
    try (RunningCluster cluster = atPort("").run().awaitListening(1, 2)) {
      cluster.tell("suspend 1");
      awaitOnly(2, "");
      Proc.stop(cluster.pid(2));
      try (Client waiting = Client.begin(port, "who")) {
        for (int i = 0; i < 10; i++) {
          cluster.tell("resume 1");
          cluster.tell("suspend 1");
        }
        cluster.tell("resume 1");
        assertThat(waiting.answer().worker()).isEqualTo(1);
      }
    }
  }
}
