package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Conversation;
import dev.prefork.it.harness.Conversation.Outcome;
import dev.prefork.it.harness.Proc;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender that is faster than the other side can see it, and fills nobody's memory. */
class BackPressureTest {
  private static final int SIZE = 10_000;

  /** More than sockets hold. */
  private static final int MANY = 500;

  private static Conversation begin(String... arguments) {
    Conversation letters = Conversation.begin(arguments);
    letters.tell("worker", "say hello");
    letters.await("primary", "got hello");
    return letters;
  }

  private static void awaitHeard(Conversation letters, String who, int count) {
    Await.untilEqual("letters heard", count, () -> letters.outcome(who).heard());
    assertThat(letters.outcome(who).ordered()).isTrue();
  }

  /** While the other side is stopped. */
  private static Outcome flood(Conversation letters, String sender) {
    long receiver = letters.pid(Conversation.other(sender));
    Proc.stop(receiver);
    letters.tell(sender, "flood " + MANY + " " + SIZE);
    letters.await(sender, "flooded");
    Outcome stuck = letters.outcome(sender);
    Proc.signal(receiver, "CONT");
    return stuck;
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "worker"})
  void aSenderSeesThatTheOtherSideDoesNotRead(String sender) {
    try (Conversation letters = begin()) {
      Outcome stuck = flood(letters, sender);
      assertThat(stuck.failed()).isZero();
      assertThat(stuck.pending()).isGreaterThan(MANY / 2);
      assertThat(stuck.queued()).isGreaterThan((long) MANY / 2 * SIZE);

      awaitHeard(letters, Conversation.other(sender), MANY);
      Await.untilEqual("letters pending", 0, () -> letters.outcome(sender).pending());
      assertThat(letters.outcome(sender).queued()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "worker"})
  void beyondWhatMayQueueASendingFailsAndNothingElseIsLost(String sender) {
    try (Conversation letters = begin("most=1000000")) {
      Outcome stuck = flood(letters, sender);
      assertThat(stuck.failed()).isBetween(1, MANY - 1);
      assertThat(stuck.queued()).isLessThanOrEqualTo(1_000_000);

      awaitHeard(letters, Conversation.other(sender), MANY - stuck.failed());
      letters.tell(sender, "say that is all");
      letters.await(sender, "sent");
      letters.await(Conversation.other(sender), "got that is all");
    }
  }

  /** Either JVM has 64 MB of memory. */
  @ParameterizedTest
  @ValueSource(strings = {"primary", "worker"})
  void aListenerThatIsSlowHoldsUpTheOtherSideAndFillsNoMemory(String sender) {
    String receiver = Conversation.other(sender);
    try (Conversation letters = begin()) {
      letters.tell(receiver, "close-gate");
      letters.await(receiver, "has a gate");
      letters.tell(sender, "pour 1000 100000");
      letters.await(receiver, "holds");
      Await.until("some are sent", () -> letters.outcome(sender).poured() >= 100);
      assertThat(letters.cluster().lines(sender + " poured")).isEmpty();

      letters.tell(receiver, "open-gate");
      letters.await(sender, "poured");
      awaitHeard(letters, receiver, 1000);
    }
  }
}
