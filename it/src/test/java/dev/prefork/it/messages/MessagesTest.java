package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Conversation;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages between the primary and a worker that returns what it gets. */
class MessagesTest {
  /** Two bytes each as UTF-8. */
  private static final int LETTERS = 2_500_000;

  private static Conversation withoutReceiver() {
    return Conversation.begin("echo", "late");
  }

  private static Conversation receiving() {
    Conversation messages = withoutReceiver();
    messages.tell("primary", "say early");
    messages.await("primary", "sent");
    receive(messages);
    return messages;
  }

  /** Until now the worker has had no listener for messages. */
  private static void receive(Conversation messages) {
    messages.tell("worker", "receive");
    messages.await("primary", "got early");
  }

  @Test
  void recordsMapsListsNumbersAndNullArriveAsTheyWereSent() {
    try (Conversation messages = receiving()) {
      messages.tell("primary", "sample");
      messages.await("worker", "got sample true");
      messages.await("primary", "got sample true");
      messages.tell("primary", "null");
      messages.await("primary", "got null");
      messages.tell("primary", "list");
      messages.await("primary", "got \\[1, -2.5, three, null, true, \\[\\], \\{\\}\\]");
    }
  }

  @Test
  void aMessageOfFiveMegabytesArrives() {
    try (Conversation messages = receiving()) {
      messages.tell("primary", "large " + LETTERS);
      messages.await("primary", "got large " + LETTERS + " true");
    }
  }

  @Test
  void aThousandMessagesEachWayKeepTheirOrder() {
    try (Conversation messages = receiving()) {
      messages.tell("primary", "flood 1000 1");
      Await.untilEqual("messages", 1000, () -> messages.outcome("primary").heard());
      assertThat(messages.outcome("worker").ordered()).isTrue();
      assertThat(messages.outcome("primary").ordered()).isTrue();
    }
  }

  @Test
  void whatIsSentBeforeTheWorkerListensArrivesInOrder() {
    try (Conversation messages = withoutReceiver()) {
      for (String word : List.of("one", "two", "three", "early")) {
        messages.tell("primary", "say " + word);
        messages.await("primary", "sent");
      }
      receive(messages);
      assertThat(messages.cluster().lines("primary got"))
          .containsExactly(
              "primary got one", "primary got two", "primary got three", "primary got early");
    }
  }

  @Test
  void aListenerThatThrowsStopsNothing() {
    try (Conversation messages = receiving()) {
      for (String side : List.of("worker", "primary")) {
        messages.tell("primary", "say " + side + " bang");
        messages.cluster().awaitLine(".*listener for Message failed.*");
        messages.await(side, "got bang after the failure");
        messages.await("primary", "got " + side + " bang");
        messages.tell("primary", "say go on");
        messages.await("primary", "got go on");
      }
    }
  }

  @Test
  void aValueThatIsNoJsonIsRefusedWithItsPath() {
    String error = "refused cannot send java.lang.Object at \\$.list\\[2\\] .*";
    try (Conversation messages = receiving()) {
      messages.tell("primary", "unsendable");
      messages.await("primary", error);
      messages.tell("primary", "say do unsendable");
      messages.await("worker", error);
    }
  }

  @Test
  void aWorkerCannotSendWhenItsChannelIsClosed() {
    try (Conversation messages = receiving()) {
      messages.tell("worker", "last say too late");
      messages.await("worker", "prepared .*");
      messages.tell("primary", "leave");
      messages.await(
          "worker", "unsent java.io.IOException: the channel to the primary is closed.*");
      assertThat(messages.cluster().awaitExit()).isZero();
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
