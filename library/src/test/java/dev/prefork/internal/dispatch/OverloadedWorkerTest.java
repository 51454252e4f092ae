package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.dispatch.balance.LeastConnections;
import dev.prefork.internal.dispatch.balance.QueueingBalancer;
import dev.prefork.internal.dispatch.balance.RendezvousHash;
import dev.prefork.internal.dispatch.queue.InFlight;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Ended;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker that takes connections, but slowly, holds up nobody else's. */
class OverloadedWorkerTest {
  private static final int SHARE_OF_TWO = QueueingBalancer.MAX_WAITING / 2;
  private static final int SHARE_OF_THREE = QueueingBalancer.MAX_WAITING / 3;
  private static final int HAD = 150;
  private static final long MOMENT = 1_000_000;

  private final List<HandMadeWorker> workers = new ArrayList<>();
  private Scene scene;
  private int port;

  private void open(SchedulingPolicy policy, int count) throws IOException {
    scene = new Scene(policy);
    for (int id = 1; id <= count; id++) {
      HandMadeWorker worker = scene.join(id, Scene.listen(0));
      workers.add(worker);
      port = worker.port();
      worker.sendTwin();
    }
    scene.settle();
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    scene.close();
  }

  /** A client's address that belongs to the first of these slots, and without it to the second. */
  private InetAddress address(int slot, int next) throws IOException {
    for (int last = 1; last < 256; last++) {
      InetAddress candidate = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) last});
      long key = RendezvousHash.key(candidate.getAddress());
      if (RendezvousHash.choose(key, workers.size(), _ -> true) == slot
          && RendezvousHash.choose(key, workers.size(), other -> other != slot) == next) {
        return candidate;
      }
    }
    throw new AssertionError("no such address");
  }

  private List<Socket> connect(int count, InetAddress from) throws IOException {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(scene.client(port, from));
      scene.settleOnce();
    }
    scene.settle();
    return clients;
  }

  private void assertTakes(HandMadeWorker worker, List<Socket> clients) throws IOException {
    for (Socket client : clients) {
      scene.until(() -> worker.has(FrameType.CONNECTION));
      worker.take(client);
    }
    scene.settle();
  }

  @Test
  void underStickyOthersClientsAreServedWhileTooManyWaitForOne() throws IOException {
    open(SchedulingPolicy.STICKY, 3);
    List<Socket> own = connect(1 + SHARE_OF_THREE, address(0, 1));
    List<Socket> beyond = connect(3, address(0, 1));
    List<Socket> others = connect(3, address(2, 1));

    assertTakes(workers.get(2), others);
    assertTakes(workers.get(1), beyond);
    assertTakes(workers.get(0), own);
    assertThat(workers).allMatch(HandMadeWorker::hasNothing);
  }

  @Test
  void underStickyAClientBeyondTheShareHasTheSameOtherWorkerAndThenItsOwnAgain()
      throws IOException {
    open(SchedulingPolicy.STICKY, 3);
    List<Socket> own = connect(1 + SHARE_OF_THREE, address(0, 1));
    for (int i = 0; i < 3; i++) {
      assertTakes(workers.get(1), connect(1, address(0, 1)));
      assertTakes(workers.get(2), connect(1, address(0, 2)));
    }
    assertTakes(workers.get(0), own);
    assertTakes(workers.get(0), connect(1, address(0, 1)));
  }

  @Test
  void underStickyTheRestStaysInTheBacklogWhenTooManyWaitForAll() throws IOException {
    open(SchedulingPolicy.STICKY, 2);
    InetAddress firsts = address(0, 1);
    List<Socket> own = connect(1 + SHARE_OF_TWO, firsts);
    List<Socket> beyond = connect(1 + SHARE_OF_TWO, firsts);
    List<Socket> rest = connect(5, firsts);
    assertThat(Backlog.lengthOf(port)).isEqualTo(5);

    assertTakes(workers.get(0), own);
    assertTakes(workers.get(0), rest);
    assertTakes(workers.get(1), beyond);
    assertThat(workers).allMatch(HandMadeWorker::hasNothing);
  }

  @Test
  void theOnlyWorkerHasTheSharesOfAll() throws IOException {
    open(SchedulingPolicy.STICKY, 1);
    List<Socket> clients =
        connect(1 + QueueingBalancer.MAX_WAITING, InetAddress.getLoopbackAddress());
    List<Socket> rest = connect(5, InetAddress.getLoopbackAddress());
    assertThat(Backlog.lengthOf(port)).isEqualTo(5);
    assertTakes(workers.get(0), clients);
    assertTakes(workers.get(0), rest);
  }

  /** Both have had as many; those of the first have ended. */
  private void openLeast() throws IOException {
    open(SchedulingPolicy.LEAST_CONNECTIONS, 2);
    InetAddress local = InetAddress.getLoopbackAddress();
    for (int i = 0; i < 2 * HAD; i++) {
      assertTakes(workers.get(i % 2), connect1(local));
    }
    workers.get(0).say(new Ended(HAD).encode());
    scene.settle();
  }

  private List<Socket> connect1(InetAddress from) throws IOException {
    List<Socket> client = List.of(scene.client(port, from));
    scene.settleOnce();
    return client;
  }

  @Test
  void underLeastNobodyWaitsForASlowWorkerWhileAnotherHasRoom() throws IOException {
    openLeast();
    InetAddress local = InetAddress.getLoopbackAddress();
    List<Socket> burst = connect(InFlight.MAX + 5, local);
    assertThat(workers.get(1).hasNothing()).as("a burst is for who has the fewest").isTrue();

    scene.now += LeastConnections.TIMEOUT_NANOS + MOMENT;
    assertTakes(workers.get(1), connect(1, local));
    assertTakes(workers.get(1), connect(1, local));

    assertTakes(workers.get(0), burst);
    assertTakes(workers.get(0), connect(1, local));
    assertThat(workers).allMatch(HandMadeWorker::hasNothing);
  }

  @Test
  void underLeastABurstBeyondTheShareGoesToTheOthers() throws IOException {
    openLeast();
    InetAddress local = InetAddress.getLoopbackAddress();
    List<Socket> burst = connect(InFlight.MAX + SHARE_OF_TWO, local);
    assertTakes(workers.get(1), connect(1, local));
    assertTakes(workers.get(0), burst);
  }
}
