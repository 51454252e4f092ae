package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Ended;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever has the fewest open connections is next. */
class LeastConnectionsPortTest extends TwoWorkers {
  private static final long LONG = HandoffQueue.STALL_NANOS + 1;

  LeastConnectionsPortTest() {
    super(SchedulingPolicy.LEAST_CONNECTIONS);
  }

  private void assertNext(HandMadeWorker... workers) throws IOException {
    for (HandMadeWorker worker : workers) {
      Socket client = scene.client(port);
      scene.until(() -> worker.has(FrameType.CONNECTION));
      worker.take(client);
      scene.settle();
    }
    assertThat(scene.workers)
        .filteredOn(HandMadeWorker::isOpen)
        .allMatch(HandMadeWorker::hasNothing);
  }

  private void tellEnded(HandMadeWorker worker, int count) throws IOException {
    worker.say(new Ended(count).encode());
    scene.settle();
  }

  @Test
  void connectionsThatNeverEndGoRound() throws IOException {
    assertNext(first, second, first, second, first, second);
  }

  @Test
  void aReplacementGetsAllUntilItHasAsMany() throws IOException {
    assertNext(first, second, first, second, first, second);
    scene.kill(second);
    HandMadeWorker third = scene.join(3);
    assertNext(third, third, third);
    assertNext(first, third, first, third);
  }

  @Test
  void whoseConnectionsHaveEndedIsNext() throws IOException {
    assertNext(first, second, first, second);
    tellEnded(second, 1);
    assertNext(second);
    tellEnded(first, 2);
    assertNext(first, first);
    assertNext(second, first);
  }

  @Test
  void theCountMayGoRound() throws IOException {
    tellEnded(first, Integer.MAX_VALUE);
    tellEnded(second, Integer.MAX_VALUE);
    tellEnded(first, Integer.MIN_VALUE); // one more
    assertNext(first);
    assertNext(second, first);
  }

  @Test
  void whatAWorkerHasFromAnEarlierLinkCounts() throws IOException {
    HandMadeWorker third = scene.join(3);
    assertNext(first, second, third, first, second, third);
    third.close();
    scene.settle();
    HandMadeWorker again = scene.join(3);
    tellEnded(again, -2);
    assertNext(first, second, again, first, second, again);
  }

  @Test
  void connectionsWaitForWhoeverHasTheFewestUntilAllHaveAsMany() throws IOException {
    assertNext(first, second, first, second);
    tellEnded(second, 2);
    List<Socket> clients = List.of(scene.client(port), scene.client(port));
    scene.settle();
    assertThat(first.hasNothing()).isTrue();
    Socket beyond = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.take(beyond);
    for (Socket client : clients) {
      scene.until(() -> second.has(FrameType.CONNECTION));
      second.take(client);
      scene.settle();
    }
  }

  @Test
  void whatWaitsForADeadWorkerIsServedByAnotherInItsOrder() throws IOException {
    assertNext(first, second, first, second, first, second);
    tellEnded(second, 3);
    List<Socket> clients = List.of(scene.client(port), scene.client(port), scene.client(port));
    scene.settle();
    scene.kill(second);
    for (Socket client : clients) {
      scene.until(() -> first.has(FrameType.CONNECTION));
      first.take(client);
      scene.settle();
    }
  }

  @Test
  void aStalledWorkerIsPassedOverThoughItHasTheFewest() throws IOException {
    assertNext(first, second, first, second, first, second);
    tellEnded(second, 3);
    List<Socket> clients = List.of(scene.client(port), scene.client(port));
    scene.settle();
    scene.pass(LONG);
    for (Socket client : clients) {
      scene.until(() -> first.has(FrameType.CONNECTION));
      first.take(client);
      scene.settle();
    }
    second.answerProbe();
    scene.settle();
    assertNext(second, second, second, second, second);
    assertNext(first, second);
  }

  @Test
  void aFullWorkerIsPassedOverThoughItHasTheFewest() throws IOException {
    assertNext(first, second, first, second);
    tellEnded(first, 1);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.receive(client);
    first.say(FrameType.FULL);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    scene.settle();
    assertThat(first.has(FrameType.PROBE)).isTrue();
    Socket next = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(next);
    first.answerProbe();
    scene.settle();
    assertNext(first, first, first);
    assertNext(second, first);
  }
}
