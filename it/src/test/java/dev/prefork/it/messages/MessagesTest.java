package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.Correspondence;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages between the primary and a worker that returns what it gets. */
class MessagesTest {
  private final int port = Client.freePort();

  private RunningCluster correspondence() {
    return Start.program(Correspondence.class, "port=" + port).run();
  }

  /** Only now does the worker have a listener for messages. */
  private void open(RunningCluster cluster) {
    cluster.awaitLine("early is sent");
    cluster.awaitLine("worker is there");
    Client.connect(port).close();
    cluster.awaitLine("worker listens to messages");
  }

  private RunningCluster opened() {
    RunningCluster cluster = correspondence();
    cluster.tell("early");
    open(cluster);
    cluster.awaitLine("primary got early");
    return cluster;
  }

  @Test
  void recordsMapsListsNumbersAndNullArriveAsTheyWereSent() {
    try (RunningCluster cluster = opened()) {
      cluster.tell("parcel");
      cluster.awaitLine("worker parcel true");
      cluster.awaitLine("primary parcel true");
      cluster.tell("null");
      cluster.awaitLine("primary got null");
      cluster.tell("list");
      cluster.awaitLine("primary got \\[1, -2.5, three, null, true, \\[\\], \\{\\}\\]");
    }
  }

  @Test
  void aMessageOfFiveMegabytesArrives() {
    try (RunningCluster cluster = opened()) {
      cluster.tell("big");
      cluster.awaitLine("primary big true");
    }
  }

  @Test
  void aThousandMessagesEachWayKeepTheirOrder() {
    try (RunningCluster cluster = opened()) {
      cluster.tell("many");
      cluster.awaitLine("primary many true");
    }
  }

  @Test
  void whatIsSentBeforeTheWorkerListensArrivesInOrder() {
    try (RunningCluster cluster = correspondence()) {
      List<String> words = List.of("one", "two", "three");
      words.forEach(cluster::tell);
      cluster.tell("early");
      open(cluster);
      cluster.awaitLine("primary got early");
      assertThat(cluster.lines("primary got"))
          .containsExactly(
              "primary got one", "primary got two", "primary got three", "primary got early");
    }
  }

  @Test
  void aListenerThatThrowsStopsNothing() {
    try (RunningCluster cluster = opened()) {
      cluster.tell("worker bang");
      cluster.awaitLine(".*a listener for Message failed.*");
      cluster.awaitLine("primary got worker bang");
      cluster.tell("go on");
      cluster.awaitLine("primary got go on");
      cluster.tell("primary bang");
      cluster.awaitLine(".*a listener for Message failed.*");
      cluster.awaitLine("primary got primary bang");
    }
  }

  @Test
  void aValueThatIsNoJsonIsRefusedWithItsPath() {
    try (RunningCluster cluster = opened()) {
      cluster.tell("unsendable");
      cluster.awaitLine("primary refused cannot send java.lang.Object at \\$.list\\[2\\] .*");
      cluster.awaitLine("worker refused cannot send java.lang.Object at \\$.list\\[2\\] .*");
    }
  }

  @Test
  void aWorkerCannotSendWhenItsChannelIsClosed() {
    try (RunningCluster cluster = opened()) {
      cluster.tell("end");
      cluster.awaitLine(
          "worker unsent java.io.IOException: the channel to the primary is closed.*");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void thePrimaryCannotSendToAWorkerThatIsGone() {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "server=none", "stay").run()) {
      cluster.awaitLine("online 1 .*");
      cluster.tell("kill 1");
      cluster.awaitLine("exit 1 .*");
      cluster.tell("send 1 hello");
      cluster.awaitLine("unsent 1 java.io.IOException: the channel of worker 1 is closed");
      cluster.tell("kill 2");
      cluster.awaitLine("exit 2 .*");
      cluster.tell("send 2 hello");
      cluster.awaitLine("unsent 2 java.io.IOException: the channel of worker 2 is closed");
    }
  }
}
