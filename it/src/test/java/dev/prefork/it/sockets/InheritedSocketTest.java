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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listening socket that the primary was started with, as by systemd's socket activation. */
class InheritedSocketTest {
  private final int port = Client.freePort();
  @TempDir private Path directory;

  private static RunningCluster cluster(Object where, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=2")
        .argument("persistent")
        .inheriting(where)
        .run()
        .ports(2);
  }

  @Test
  void workersServeItInTurn() {
    try (RunningCluster cluster = cluster(port, "port=inherited:3").awaitListening(1, 2)) {
      assertThat(cluster.lines("listening")).allMatch(line -> line.endsWith(" " + port));
      assertThat(Client.askTimes(4, port).map(Answer::worker).toList())
          .isIn(List.of(1, 2, 1, 2), List.of(2, 1, 2, 1)); // whichever listened first
    }
  }

  @Test
  void underNoneTheyShareIt() {
    try (RunningCluster cluster =
        cluster(port, "port=inherited:3", "policy=none").awaitListening(1, 2)) {
      assertThat(Client.askTimes(4, port).map(Answer::pid))
          .isSubsetOf(cluster.pid(1), cluster.pid(2));
    }
  }

  @Test
  void itMayBeAUnixSocket() {
    Path path = directory.resolve("s");
    try (RunningCluster _ = cluster(path, "port=inherited:3").awaitListening(1, 2)) {
      assertThat(List.of(Client.ask(path).worker(), Client.ask(path).worker()))
          .containsExactlyInAnyOrder(1, 2);
    }
    assertThat(path).as("it is not the primary's to delete").exists();
  }

  @Test
  void itStaysOpenWhenTheWorkersHaveClosedIt() {
    try (RunningCluster cluster = cluster(port, "port=inherited:3", "stay").awaitListening(1, 2)) {
      for (int worker : new int[] {1, 2}) {
        cluster.awaitLine("bound " + worker + " .*"); // it knows what it is to close
        cluster.tell("send " + worker + " close inherited:3");
        cluster.awaitLine("closed " + worker + " .*");
      }
      int left = 1 + 2 + 1; // for workers to come, of the workers, and the one that was inherited
      Await.until("the duplicate is closed", () -> Proc.sockets(cluster.pid()) == left);
      try (Client client = Client.begin(port, "who")) {
        cluster.tell("send 2 listen inherited:3");
        assertThat(client.answer().worker()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "77: descriptor 77 is not open in the primary.*",
        "1: descriptor 1 of the primary is no listening stream socket",
      })
  void whatIsNoInheritedServerSocketIsRefusedWithTheReason(String numberAndReason) {
    String[] parts = numberAndReason.split(": ", 2);
    try (RunningCluster cluster = cluster(port, "server=none")) {
      cluster.awaitLine("online 1 .*");
      cluster.tell("send 1 listen inherited:" + parts[0]);
      cluster.awaitLine("unbound 1 java.net.BindException: " + parts[1]);
    }
  }

  @Test
  void aWorkerCannotHaveTheSocketsThatThePrimaryHasOpened() {
    try (RunningCluster cluster = cluster(port, "server=none")) {
      cluster.awaitLine("online 1 .*");
      for (int number = 4; number < 40; number++) {
        cluster.tell("send 1 listen inherited:" + number);
        cluster.awaitLine("unbound 1 java.net.BindException: descriptor " + number + " .*");
      }
    }
  }
}
