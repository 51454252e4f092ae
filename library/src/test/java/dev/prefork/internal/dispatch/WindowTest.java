package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.dispatch.queue.InFlight;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that are handed several connections before they have taken the first. */
class WindowTest extends TwoWorkers {
  private static final long LONG = HandoffQueue.STALL_NANOS + 1;
  private static final long SLOW = InFlight.QUICK_NANOS + 1;

  WindowTest() {
    super(SchedulingPolicy.ROUND_ROBIN);
  }

  /** Both take so many at once that they may have as many as anybody. */
  private void warmUp() throws IOException {
    warmUp(first, second);
  }

  private void warmUp(HandMadeWorker... inTurn) throws IOException {
    for (int i = 0; i < InFlight.MAX; i++) {
      for (HandMadeWorker next : inTurn) {
        serve(next);
      }
    }
  }

  private void serve(HandMadeWorker next) throws IOException {
    assertTakes(next, scene.client(port));
    scene.settle();
  }

  private List<Socket> clients(int count) throws IOException {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(scene.client(port));
      scene.settle();
    }
    return clients;
  }

  private void assertTakes(HandMadeWorker worker, Socket client) throws IOException {
    scene.until(() -> worker.has(FrameType.CONNECTION));
    worker.take(client);
  }

  @Test
  void workersThatTakeAtOnceAreHandedSeveralInTurnAndTheBacklogKeepsTheRest() throws IOException {
    warmUp();
    List<Socket> clients = clients(2 * InFlight.MAX + 3);
    assertThat(Backlog.lengthOf(port)).isEqualTo(3);
    for (int i = 0; i < InFlight.MAX; i++) {
      first.receive(clients.get(2 * i));
      second.receive(clients.get(2 * i + 1));
    }
    assertThat(scene.workers).allMatch(HandMadeWorker::hasNothing);
    second.say(FrameType.TAKEN);
    assertTakes(second, clients.get(2 * InFlight.MAX));
  }

  @Test
  void whoHasNothingToTakeComesBeforeWhoMayHaveMore() throws IOException {
    warmUp();
    List<Socket> clients = clients(4); // two for each
    second.receive(clients.get(1));
    second.take(clients.get(3));
    second.say(FrameType.TAKEN);
    scene.settle();
    serve(second);
    serve(second);
    first.take(clients.get(0));
    first.take(clients.get(2));
  }

  @Test
  void aSlowWorkerIsHandedOneAtATime() throws IOException {
    scene.kill(second);
    warmUp(first);
    for (int i = 0; i < 4; i++) {
      takeSlowly();
    }
    List<Socket> clients = clients(2);
    first.receive(clients.get(0));
    assertThat(first.hasNothing()).isTrue();
    first.say(FrameType.TAKEN);
    assertTakes(first, clients.get(1));
  }

  @Test
  void whoseWindowHasBecomeTooSmallIsNotChosenWhileAnotherHasRoom() throws IOException {
    warmUp();
    List<Socket> clients = clients(10); // five for each, of eight
    first.receive(clients.get(0));
    scene.now += SLOW;
    first.say(FrameType.TAKEN); // four are left, of four
    scene.settle();
    clients.addAll(clients(1));
    for (int i : new int[] {1, 3, 5, 7, 9, 10}) {
      second.receive(clients.get(i));
    }
  }

  private void takeSlowly() throws IOException {
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    scene.now += SLOW;
    first.take(client);
    scene.settle();
  }

  @Test
  void allThatADeadWorkerHadNotTakenGoToAnother() throws IOException {
    warmUp();
    List<Socket> clients = clients(6);
    first.take(clients.get(0)); // its last word, still unread
    scene.kill(first);
    assertTakes(second, clients.get(1));
    assertTakes(second, clients.get(3));
    assertTakes(second, clients.get(5));
    assertTakes(second, clients.get(2));
    assertTakes(second, clients.get(4));
    scene.settle();
    assertThat(second.hasNothing()).isTrue();
    assertThat(scene.redispatched).isEqualTo(2);
  }

  @Test
  void allThatAStalledWorkerHasNotReceivedGoToAnother() throws IOException {
    warmUp();
    List<Socket> clients = clients(6);
    for (int i = 1; i < 6; i += 2) {
      assertTakes(second, clients.get(i));
    }
    scene.settle();
    scene.pass(LONG);
    for (int i = 0; i < 6; i += 2) {
      assertTakes(second, clients.get(i));
    }
    scene.pass(1);
    first.answerProbe();
    assertThat(first.hasNothing()).isTrue();
  }

  @Test
  void aWorkerThatLeavesTakesWhatItHasReceivedAndNothingElse() throws IOException {
    warmUp();
    List<Socket> clients = clients(2);
    scene.until(() -> first.has(FrameType.CONNECTION)); // it has received this one
    clients.addAll(clients(2));
    scene.ports.remove(1, false);
    first.take(clients.get(0));
    assertThat(first.hasNothing()).isTrue();
    assertTakes(second, clients.get(1));
    assertTakes(second, clients.get(3));
    assertTakes(second, clients.get(2));
    scene.settle();
    assertThat(scene.redispatched).isOne();
  }

  @Test
  void aFullWorkerGivesAllBackAndIsAskedOnce() throws IOException {
    warmUp();
    List<Socket> clients = clients(4);
    first.receive(clients.get(0));
    first.receive(clients.get(2));
    first.say(FrameType.FULL);
    first.say(FrameType.FULL);
    assertTakes(second, clients.get(1));
    assertTakes(second, clients.get(3));
    assertTakes(second, clients.get(0));
    assertTakes(second, clients.get(2));
    scene.settle();
    first.answerProbe();
    assertThat(first.hasNothing()).isTrue();
    serve(second);
    serve(first);
  }
}
