package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets the next connection, and what becomes of one that nobody takes. */
class RoundRobinPortTest {
  private static final long LONG = HandoffQueue.STALL_NANOS + 1;

  private Scene scene;

  @BeforeEach
  void open() throws IOException {
    scene = new Scene(SchedulingPolicy.ROUND_ROBIN);
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    scene.close();
  }

  @Test
  void workersAreServedInStrictRotationInTheOrderOfTheirIds() throws IOException {
    HandMadeWorker third = scene.join(3, Scene.listen(0));
    int port = third.port();
    HandMadeWorker first = scene.join(1);
    HandMadeWorker second = scene.join(2);
    for (int round = 0; round < 3; round++) {
      for (HandMadeWorker next : List.of(first, second, third)) {
        Socket client = scene.client(port);
        scene.until(() -> next.has(FrameType.CONNECTION));
        next.take(client);
        scene.settle();
      }
    }
    assertThat(scene.workers).allMatch(HandMadeWorker::hasNothing);
  }

  @Test
  void whoeverWasFreeForLongestIsNext() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    Socket one = scene.client(port);
    Socket two = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION) && second.has(FrameType.CONNECTION));
    second.take(two);
    scene.settle();
    first.take(one);
    scene.settle();
    Socket three = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(three);
    assertThat(first.hasNothing()).isTrue();
  }

  @Test
  void aNewWorkerHasOneConnectionThatItHasNotTakenAndTheBacklogKeepsTheRest() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(scene.client(port));
    }
    scene.until(() -> first.has(FrameType.CONNECTION) && second.has(FrameType.CONNECTION));
    scene.settle();
    first.receive(clients.get(0));
    second.receive(clients.get(1));
    assertThat(first.hasNothing()).isTrue();
    assertThat(second.hasNothing()).isTrue();
    for (int i = 2; i < 5; i++) {
      first.say(FrameType.TAKEN);
      scene.until(() -> first.has(FrameType.CONNECTION));
      first.receive(clients.get(i));
    }
    assertThat(second.hasNothing()).isTrue();
  }

  @Test
  void nothingIsAcceptedWhileNobodyIsFree() throws IOException {
    HandMadeWorker only = scene.join(1, Scene.listen(0));
    int port = only.port();
    Socket one = scene.client(port);
    scene.until(() -> only.has(FrameType.CONNECTION));
    scene.client(port);
    scene.settle();
    scene.pass(LONG);
    assertThat(scene.ports.isWaiting()).isTrue();
    assertThat(Backlog.lengthOf(port)).isEqualTo(1);
    only.take(one);
    scene.until(() -> only.has(FrameType.CONNECTION));
    assertThat(Backlog.lengthOf(port)).isZero();
  }

  @Test
  void whatWasInTheBacklogBeforeAnybodyCameIsServed() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    scene.kill(first); // nobody is left, and the port is still there
    Socket client = scene.client(port);
    scene.settle();
    HandMadeWorker second = scene.join(2);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
  }

  @Test
  void whatADeadWorkerHadNotTakenGoesToAnother() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    scene.kill(first);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
  }

  @Test
  void theEndOfALinkIsTheDeathOfItsWorker() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.close(); // and nobody has said that the process is gone
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    scene.ports.remove(1, true);
  }

  @Test
  void whatADeadWorkerHadTakenGoesToNobody() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.take(client);
    scene.kill(first); // its last word is still unread
    assertThat(second.hasNothing()).isTrue();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void whatADeadWorkerHadTakenGoesToNobodyWhateverElseItSaidIsUnread() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.sendTwin();
    first.take(client);
    scene.kill(first);
    assertThat(second.hasNothing()).isTrue();
  }

  @Test
  void withNobodyElseAConnectionOfADeadWorkerWaitsForTheNext() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    Socket client = scene.client(first.port());
    scene.until(() -> first.has(FrameType.CONNECTION));
    scene.kill(first);
    HandMadeWorker second = scene.join(2);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
  }

  @Test
  void aLeavingWorkerGetsNothingMoreAndWhatItHadNotTakenIsTakenBack() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    first.sendTwin();
    scene.settle();
    Socket client = scene.client(port);
    scene.settle(); // it is in the socket of the first
    scene.ports.remove(1, false);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
    Socket next = scene.client(port);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(next);
    assertThat(first.hasNothing()).isTrue();
    assertThat(first.isCutOff()).isFalse();
  }

  @Test
  void aLeavingWorkerKeepsWhatItIsJustTaking() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    first.sendTwin();
    scene.settle();
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION)); // it has received it
    scene.ports.remove(1, false);
    scene.settle();
    assertThat(second.hasNothing()).isTrue();
    first.take(client);
    scene.settle();
    scene.kill(first);
    assertThat(second.hasNothing()).isTrue();
  }

  @Test
  void whatALeavingWorkerDoesNotTakeBeforeItDiesGoesToAnother() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    Socket client = scene.client(port);
    scene.settle(); // no twin: it cannot be taken back
    scene.ports.remove(1, false);
    scene.settle();
    assertThat(second.hasNothing()).isTrue();
    scene.kill(first);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.take(client);
  }

  @Test
  void aWorkerThatClosesItsSocketAndStaysGetsNothingMore() throws IOException {
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker second = scene.join(2);
    first.close();
    scene.settle();
    for (int i = 0; i < 3; i++) {
      Socket client = scene.client(port);
      scene.until(() -> second.has(FrameType.CONNECTION));
      second.take(client);
    }
  }
}
