package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that live and do not take what they are handed; and such as talk nonsense. */
class HandoffTest extends TwoWorkers {
  private static final long LONG = HandoffQueue.STALL_NANOS + 1;

  HandoffTest() {
    super(SchedulingPolicy.ROUND_ROBIN);
  }

  @Test
  void whatAStalledWorkerHasNotReadGoesToAnotherWhenTheTimeHasCome() throws IOException {
    Socket client = scene.client(port);
    scene.settle();
    scene.pass(HandoffQueue.STALL_NANOS);
    assertThat(second.hasNothing()).isTrue();
    scene.pass(1);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    scene.settle();
    assertThat(scene.redispatched).isOne();
  }

  @Test
  void whatItsWorkerTakesInTheEndIsNotServedOn() throws IOException {
    scene.kill(second);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.receive(client);
    first.say(FrameType.NOT_TAKEN);
    scene.settle();
    scene.pass(1);
    first.answerProbe();
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.take(client);
    scene.settle();
    assertThat(scene.redispatched).isZero();
  }

  @Test
  void aWorkerWithoutATwinKeepsWhatItWasHanded() throws IOException {
    HandMadeWorker third = scene.join(3);
    second.take(connectUntil(first, second));
    scene.settle();
    Socket client = scene.client(port);
    scene.settle(); // the third has it
    scene.pass(LONG);
    scene.pass(LONG);
    assertThat(second.hasNothing()).isTrue();
    third.take(client);
  }

  /** Connects two clients; the first worker takes the one, the other is the second's. */
  private Socket connectUntil(HandMadeWorker taker, HandMadeWorker other) throws IOException {
    Socket one = scene.client(port);
    scene.until(() -> taker.has(FrameType.CONNECTION));
    taker.take(one);
    Socket two = scene.client(port);
    scene.until(() -> other.has(FrameType.CONNECTION));
    return two;
  }

  @Test
  void whatAStalledWorkerHasReadIsItsOwn() throws IOException {
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    scene.pass(LONG);
    scene.pass(LONG);
    assertThat(second.hasNothing()).isTrue();
    first.take(client);
    scene.settle();
    Socket next = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(next);
  }

  @Test
  void nothingIsTakenBackWhileNobodyElseIsFree() throws IOException {
    Socket one = scene.client(port);
    Socket two = scene.client(port);
    scene.settle(); // both have one
    scene.pass(LONG);
    scene.pass(LONG);
    second.take(two);
    scene.settle();
    assertThat(second.hasNothing()).isTrue();
    scene.pass(1); // now somebody is
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(one);
  }

  @Test
  void aStalledWorkerIsAskedOnceAndUsedAgainWhenItAnswers() throws IOException {
    Socket client = scene.client(port);
    scene.settle();
    scene.pass(LONG);
    scene.pass(LONG);
    scene.pass(LONG);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.receive(client);
    Socket next = scene.client(port);
    scene.settle();
    assertThat(first.has(FrameType.PROBE)).isTrue(); // and the connection is gone from its socket
    first.answerProbe();
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.take(next);
    assertThat(first.hasNothing()).isTrue();
    second.say(FrameType.TAKEN);
  }

  @Test
  void whatAStalledWorkerWasHandedIsServedOnceThoughItDies() throws IOException {
    Socket client = scene.client(port);
    scene.settle();
    scene.pass(LONG);
    scene.until(() -> second.has(FrameType.CONNECTION));
    scene.kill(first);
    second.take(client);
    scene.settle();
    assertThat(second.hasNothing()).isTrue();
  }

  @Test
  void whatAWorkerCouldNotReceiveGoesToAnother() throws IOException {
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.receive(client);
    first.say(FrameType.NOT_TAKEN);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    scene.settle();
    Socket next = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION)); // the first is passed over
    second.take(next);
    scene.pass(1);
    first.answerProbe();
    scene.settle();
    Socket last = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION)); // it has been free for longer
    second.receive(last);
    Socket forTheFirst = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.take(forTheFirst);
    second.say(FrameType.TAKEN);
  }

  @Test
  void aConnectionThatNobodyCanReceiveIsTriedOnceByEachInATick() throws IOException {
    Socket client = scene.client(port);
    List<HandMadeWorker> tries = refuseAll(client);
    assertThat(tries).containsExactly(first, second);
    for (int i = 0; i < 5; i++) {
      scene.pass(1);
      first.answerProbe();
      second.answerProbe();
      scene.settle();
      assertThat(refuseAll(client)).containsExactlyInAnyOrder(first, second);
    }
    scene.pass(1);
    first.answerProbe();
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.take(client);
    second.answerProbe();
  }

  /** Lets every worker that is handed the connection say that it cannot receive it. */
  private List<HandMadeWorker> refuseAll(Socket client) throws IOException {
    scene.until(() -> first.has(FrameType.CONNECTION) || second.has(FrameType.CONNECTION));
    List<HandMadeWorker> tries = new ArrayList<>();
    HandMadeWorker next = handed();
    while (next != null && tries.size() < 100) {
      tries.add(next);
      next.receive(client);
      next.say(FrameType.NOT_TAKEN);
      scene.settle();
      next = handed();
    }
    return tries;
  }

  private HandMadeWorker handed() {
    if (first.has(FrameType.CONNECTION)) {
      return first;
    }
    return second.has(FrameType.CONNECTION) ? second : null;
  }

  @Test
  void takenWithoutAConnectionMakesNobodyFreeTwice() throws IOException {
    for (int i = 0; i < 3; i++) {
      first.say(FrameType.TAKEN);
    }
    scene.settle();
    Socket one = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    Socket two = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    scene.client(port);
    scene.settle();
    first.receive(one);
    second.receive(two);
    assertThat(scene.workers).allMatch(HandMadeWorker::hasNothing);
  }

  @Test
  void anAnswerToNoQuestionChangesNothing() throws IOException {
    Socket one = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.say(FrameType.ACCEPTING);
    second.say(FrameType.ACCEPTING);
    scene.settle();
    Socket two = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(two);
    scene.kill(first); // it had not taken it
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(one);
  }

  @Test
  void aSecondTwinEndsTheLink() throws IOException {
    first.sendTwin();
    first.sendTwin();
    scene.until(first::isCutOff);
  }

  @ParameterizedTest
  @EnumSource(names = {"TAKEN", "NOT_TAKEN", "ACCEPTING", "CLOSE"})
  void aDescriptorThatMeansNothingIsClosed(FrameType type) throws IOException {
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.receive(client);
    first.sayWithDescriptor(type);
    scene.settle();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"TAKEN", "NOT_TAKEN", "ACCEPTING", "FULL", "TWIN", "CLOSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void nonsenseOnALinkClosesThatLinkOnly(FrameType type) throws IOException {
    Socket client = scene.client(port);
    scene.settle();
    first.sayWithDescriptor(type);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    scene.settle();
    Socket next = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(next);
    assertThat(second.isCutOff()).isFalse();
    assertThat(first.isCutOff()).isTrue();
  }

  @Test
  void garbageOnALinkClosesThatLinkOnly() throws IOException {
    first.say("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    scene.settle();
    assertThat(first.isCutOff()).isTrue();
    Socket client = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    assertThat(second.isCutOff()).isFalse();
  }

  @Test
  void aFullWorkersConnectionGoesToAnotherAndItIsAskedOnceAndAtOnce() throws IOException {
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.receive(client);
    first.say(FrameType.FULL);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    assertThat(first.has(FrameType.PROBE)).isTrue();
    Socket next = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(next);
    scene.pass(LONG);
    first.answerProbe();
    assertThat(first.hasNothing()).isTrue();
    Socket last = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION) || first.has(FrameType.CONNECTION));
    (first.has(FrameType.CONNECTION) ? first : second).take(last);
  }

  @Test
  void whenAllAreFullTheConnectionWaitsForWhoeverHasRoom() throws IOException {
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.receive(client);
    first.say(FrameType.FULL);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.receive(client);
    second.say(FrameType.FULL);
    scene.until(() -> first.has(FrameType.PROBE) && second.has(FrameType.PROBE));
    for (int i = 0; i < 5; i++) {
      scene.pass(LONG);
    }
    second.answerProbe();
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    first.answerProbe();
    scene.settle();
    assertThat(first.hasNothing()).isTrue();
  }
}
