package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Conversation;
import dev.prefork.it.harness.Conversation.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent arrives: early, late, from many threads, and whatever it looks like. */
class SendingTest {
  private static final int THREADS = 8;
  private static final int EACH = 500;

  @Test
  void aMessageToAWorkerThatIsNotYetOnlineArrivesFirst() {
    try (Conversation letters = Conversation.begin("first=early")) {
      letters.tell("primary", "say later");
      letters.await("worker", "got later");
      assertThat(letters.cluster().lines("worker got"))
          .containsExactly("worker got early", "worker got later");
    }
  }

  @Test
  void manyThreadsSendAtOnceInBothDirections() {
    try (Conversation letters = Conversation.begin()) {
      for (String side : List.of("primary", "worker")) {
        letters.tell(side, "crowd " + THREADS + " " + EACH);
      }
      for (String side : List.of("primary", "worker")) {
        Await.untilEqual("letters heard", THREADS * EACH, () -> letters.outcome(side).heard());
        Outcome outcome = letters.outcome(side);
        assertThat(outcome.ordered()).as("each thread's in its order").isTrue();
        assertThat(outcome.failed()).isZero();
      }
    }
  }

  @Test
  void lastWordsOfAWorkerThatExitsArriveBeforeItsEnd() {
    try (Conversation letters = Conversation.begin()) {
      letters.tell("worker", "burst 10000");
      letters.cluster().awaitLine("exit 1 \\d+ 3");
      Outcome heard = letters.outcome("primary");
      assertThat(heard.heard()).isEqualTo(10_000);
      assertThat(heard.ordered()).isTrue();
    }
  }

  @Test
  void noMessageIsReserved() {
    try (Conversation letters = Conversation.begin()) {
      for (String word : List.of("NODE_bar", "fooNODE_", "NODE_CLUSTER")) {
        letters.tell("primary", "map " + word);
        letters.await("worker", "got \\{cmd=" + word + "\\}");
        letters.tell("worker", "map " + word);
        letters.await("primary", "got \\{cmd=" + word + "\\}");
      }
    }
  }
}
