package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Conversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener for messages may do. */
class ListenersTest {
  @ParameterizedTest
  @ValueSource(strings = {"primary", "worker"})
  void itMayWaitForWhatItSends(String listener) {
    String other = Conversation.other(listener);
    try (Conversation letters = Conversation.begin()) {
      letters.tell(other, "say do join answer");
      letters.await(listener, "joined answer");
      letters.await(other, "got answer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "worker"})
  void itMayWaitForTheEndOfTheWorkersChannel(String listener) {
    try (Conversation letters = Conversation.begin()) {
      letters.tell(Conversation.other(listener), "say do leave");
      letters.await(listener, "left");
      letters.cluster().awaitLine("exit 1 \\d+ 0");
      assertThat(letters.cluster().awaitExit()).isZero();
    }
  }

  /** Such a message is heard on another thread than those that follow. */
  @Test
  void soMayAListenerThatHearsWhatCameBeforeIt() {
    try (Conversation letters = Conversation.begin("first=do leave")) {
      letters.await("worker", "left");
      letters.cluster().awaitLine("exit 1 \\d+ 0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "worker"})
  void itMayInterruptItsThread(String listener) {
    String other = Conversation.other(listener);
    try (Conversation letters = Conversation.begin()) {
      for (String word : new String[] {"one", "two", "three"}) {
        letters.tell(other, "say do interrupt " + word);
        letters.await(other, "got " + word);
      }
      letters.tell(other, "say do interrupt itself");
      letters.tell(other, "flood 1000 10");
      Await.untilEqual("letters heard", 1000, () -> letters.outcome(listener).heard());
      assertThat(letters.cluster().lines(listener + " is interrupted")).isEmpty();
    }
  }

  @Test
  void itDoesNotKeepAWorkerAliveByNeverReturningWhenThePrimaryIsKilled() {
    try (Conversation letters = Conversation.begin()) {
      letters.tell("worker", "close-gate");
      letters.await("worker", "has a gate");
      letters.tell("primary", "flood 10 10");
      letters.await("worker", "holds");
      letters.cluster().killPrimary();
      letters.cluster().awaitNothingLeft(Await.PATIENCE);
    }
  }
}
