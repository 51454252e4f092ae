package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.dispatch.balance.RendezvousHash;
import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client's address has a worker, and its connections wait for it. */
class StickyPortTest extends TwoWorkers {
  private static final long LONG = HandoffQueue.STALL_NANOS + 1;

  StickyPortTest() {
    super(SchedulingPolicy.STICKY);
  }

  /** The n-th client's address that belongs to a slot. */
  private static InetAddress address(int slot, int slots, int nth) throws IOException {
    List<InetAddress> found = new ArrayList<>();
    for (int last = 1; found.size() <= nth; last++) {
      InetAddress candidate = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) last});
      long key = RendezvousHash.key(candidate.getAddress());
      if (RendezvousHash.choose(key, slots, _ -> true) == slot) {
        found.add(candidate);
      }
    }
    return found.get(nth);
  }

  private Socket clientOf(int slot) throws IOException {
    return clientOf(slot, 0);
  }

  private Socket clientOf(int slot, int nth) throws IOException {
    return scene.client(port, address(slot, 2, nth));
  }

  private void assertTakes(HandMadeWorker worker, Socket client) throws IOException {
    scene.until(() -> worker.has(FrameType.CONNECTION));
    worker.take(client);
    scene.settle();
  }

  @Test
  void anAddressHasTheSameWorkerEachTime() throws IOException {
    for (int i = 0; i < 5; i++) {
      assertTakes(first, clientOf(0, i));
      assertTakes(first, clientOf(0, i));
      assertTakes(second, clientOf(1, i));
    }
    assertThat(scene.workers).allMatch(HandMadeWorker::hasNothing);
  }

  @Test
  void theClientsOfADeadWorkerMoveAndItsReplacementInheritsThem() throws IOException {
    scene.kill(first);
    assertTakes(second, clientOf(0));
    assertTakes(second, clientOf(1));
    HandMadeWorker third = scene.join(3);
    assertTakes(third, clientOf(0));
    assertTakes(second, clientOf(1));
  }

  @Test
  void connectionsWaitForTheirWorkerInTheirOrderThoughAnotherIsFree() throws IOException {
    List<Socket> clients = List.of(clientOf(0), clientOf(0, 1), clientOf(0));
    scene.settle();
    assertThat(second.hasNothing()).isTrue();
    for (Socket client : clients) {
      assertTakes(first, client);
    }
    assertTakes(second, clientOf(1));
  }

  @Test
  void whatWaitsForADeadWorkerIsServedByAnotherInItsOrder() throws IOException {
    List<Socket> clients = List.of(clientOf(0), clientOf(0, 1), clientOf(0, 2));
    scene.settle();
    scene.kill(first);
    for (Socket client : clients) {
      assertTakes(second, client);
    }
  }

  @Test
  void whatWaitsForTheOnlyWorkerWaitsForItsReplacementWhenItDies() throws IOException {
    scene.kill(second);
    List<Socket> clients = List.of(clientOf(0), clientOf(1), clientOf(0));
    scene.settle();
    scene.kill(first);
    HandMadeWorker third = scene.join(3);
    for (Socket client : clients) {
      assertTakes(third, client);
    }
  }

  @Test
  void whatWaitsForALeavingWorkerIsServedByAnother() throws IOException {
    List<Socket> clients = List.of(clientOf(0), clientOf(0, 1));
    scene.settle();
    scene.ports.remove(1, false);
    for (Socket client : clients) {
      assertTakes(second, client);
    }
    assertThat(first.hasNothing()).isTrue();
  }

  @Test
  void whatWaitsForAStalledWorkerIsServedByAnotherUntilItAnswers() throws IOException {
    List<Socket> clients = List.of(clientOf(0), clientOf(0), clientOf(0, 1));
    scene.settle();
    scene.pass(HandoffQueue.STALL_NANOS);
    assertThat(second.hasNothing()).isTrue();
    scene.pass(1);
    for (Socket client : clients) {
      assertTakes(second, client);
    }
    assertTakes(second, clientOf(0));
    first.answerProbe();
    scene.settle();
    assertTakes(first, clientOf(0));
    assertTakes(second, clientOf(1));
  }

  @Test
  void aStalledWorkerKeepsOnlyWhatItHasReceived() throws IOException {
    Socket received = clientOf(0);
    scene.until(() -> first.has(FrameType.CONNECTION));
    Socket waiting = clientOf(0);
    scene.settle();
    scene.pass(LONG);
    assertTakes(second, waiting);
    assertTakes(second, clientOf(0));
    first.take(received);
    scene.settle();
    assertTakes(first, clientOf(0));
  }

  @Test
  void theOnlyWorkerKeepsItsConnectionsHoweverLongItTakes() throws IOException {
    scene.kill(second);
    List<Socket> clients = List.of(clientOf(0), clientOf(0));
    scene.settle();
    scene.pass(LONG);
    scene.pass(LONG);
    for (Socket client : clients) {
      assertTakes(first, client);
    }
  }

  @Test
  void theClientsOfAFullWorkerHaveAnotherUntilThereIsRoom() throws IOException {
    Socket one = clientOf(0);
    Socket two = clientOf(0);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.receive(one);
    first.say(FrameType.FULL);
    assertTakes(second, one);
    assertTakes(second, two);
    assertTakes(second, clientOf(0, 1));
    first.answerProbe();
    scene.settle();
    assertTakes(first, clientOf(0, 1));
  }

  @Test
  void whatStillWaitsIsClosedWithThePort() throws IOException {
    Socket one = clientOf(0);
    Socket two = clientOf(0);
    scene.settle();
    scene.ports.close();
    first.close();
    for (Socket client : List.of(one, two)) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }
}
