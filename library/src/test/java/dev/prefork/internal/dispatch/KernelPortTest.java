package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel chooses, and the primary sees to it that nobody waits in vain. */
class KernelPortTest {
  private static final long TICK = 100_000_000;
  private static final long SOON = 10_000_000;

  private final Map<HandMadeWorker, Fd> listeners = new HashMap<>();
  private Scene scene;
  private int port;

  @BeforeEach
  void open() throws IOException {
    scene = new Scene(SchedulingPolicy.KERNEL);
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    listeners.values().forEach(Fd::close);
    scene.close();
  }

  /** A worker that has its socket. */
  private HandMadeWorker worker(int id) throws IOException {
    HandMadeWorker worker = scene.join(id, Scene.listen(0));
    port = worker.port();
    obtainSocket(worker);
    return worker;
  }

  private void obtainSocket(HandMadeWorker worker) throws IOException {
    worker.say(FrameType.READY);
    scene.until(() -> worker.has(FrameType.LISTENER));
    listeners.put(worker, worker.listener());
  }

  private List<Socket> clients(int count) throws IOException {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(scene.client(port));
    }
    scene.settle();
    return clients;
  }

  private int waiting(HandMadeWorker worker) throws ErrnoException {
    return scene.sockets.pendingConnections(listeners.get(worker));
  }

  private void acceptAll(HandMadeWorker worker) throws ErrnoException {
    Connection connection = scene.sockets.accept(listeners.get(worker));
    while (connection != null) {
      connection.close();
      connection = scene.sockets.accept(listeners.get(worker));
    }
  }

  private void assertTakes(HandMadeWorker worker, List<Socket> clients) throws IOException {
    for (Socket client : clients) {
      scene.until(() -> worker.has(FrameType.CONNECTION));
      worker.take(client);
    }
    scene.settle();
    assertThat(worker.hasNothing()).isTrue();
  }

  @Test
  void eachWorkerGetsItsShareAndThePrimaryNone() throws IOException {
    HandMadeWorker first = worker(1);
    HandMadeWorker second = worker(2);
    clients(100);

    assertThat(waiting(first) + waiting(second)).isEqualTo(100);
    assertThat(waiting(first)).isBetween(20, 80); // of 100 throws of a coin
    assertThat(first.hasNothing() && second.hasNothing()).isTrue();
  }

  @Test
  void whatWaitsForADeadWorkerIsHandedToAnother() throws IOException {
    HandMadeWorker first = worker(1);
    List<Socket> clients = clients(3);
    HandMadeWorker second = worker(2);

    scene.kill(first);

    assertTakes(second, clients);
    assertThat(scene.redispatched).isEqualTo(3);
    clients(5);
    assertThat(waiting(second)).isEqualTo(5);
  }

  @Test
  void whatWaitsForALeavingWorkerIsHandedToAnother() throws IOException {
    HandMadeWorker first = worker(1);
    List<Socket> clients = clients(3);
    HandMadeWorker second = worker(2);

    scene.ports.remove(1, false);

    assertTakes(second, clients);
    clients(5);
    assertThat(waiting(second)).isEqualTo(5);
    assertThat(waiting(first)).isZero();
  }

  @Test
  void whatWaitsForAWorkerThatHasClosedItsSocketIsHandedToAnother() throws IOException {
    HandMadeWorker first = worker(1);
    List<Socket> clients = clients(3);
    HandMadeWorker second = worker(2);

    listeners.remove(first).close();
    first.say(FrameType.CLOSE);
    first.close();

    assertTakes(second, clients);
  }

  @Test
  void clientsOfTheLastWorkerWaitForItsReplacement() throws IOException {
    HandMadeWorker first = worker(1);
    List<Socket> clients = clients(2);
    scene.kill(first);
    clients.addAll(clients(2));
    scene.pass(10 * TICK);

    HandMadeWorker second = worker(2);

    assertTakes(second, clients);
    clients(5);
    assertThat(waiting(second)).isEqualTo(5);
  }

  @Test
  void whatWaitsForAWorkerThatDoesNotAnswerIsHandedToAnother() throws IOException {
    HandMadeWorker stuck = worker(1);
    List<Socket> clients = clients(2);
    HandMadeWorker other = worker(2);
    scene.pass(SOON);
    assertThat(stuck.hasNothing()).as("it may just be about to accept").isTrue();
    scene.pass(SOON);
    assertThat(stuck.has(FrameType.PROBE)).isTrue();
    scene.pass(SOON);
    assertThat(waiting(stuck)).as("it may yet answer").isEqualTo(2);
    scene.pass(SOON);

    assertTakes(other, clients);
    clients(5);
    assertThat(waiting(other)).isEqualTo(5);

    acceptAll(other);
    stuck.answerProbe();
    scene.settle();
    clients(100);
    assertThat(waiting(stuck)).isBetween(20, 80);
  }

  @Test
  void aWorkerThatEmptiesItsSocketNowAndThenKeepsWhatWaitsForIt() throws IOException {
    HandMadeWorker busy = worker(1);
    HandMadeWorker other = worker(2);
    clients(50);
    int waiting = waiting(busy);
    for (int i = 0; i < 50; i++) {
      scene.pass(SOON);
      acceptAll(other);
      if (busy.has(FrameType.PROBE)) {
        busy.answerProbe();
        scene.settle();
      }
    }
    assertThat(waiting(busy)).isEqualTo(waiting);
    assertThat(other.hasNothing()).isTrue();
  }

  @Test
  void whileAnotherHasNothingToDoItIsUrgentToLookAfterWhatWaits() throws IOException {
    HandMadeWorker busy = worker(1);
    HandMadeWorker other = worker(2);
    assertThat(scene.ports.isUrgent()).isFalse();
    clients(50);
    assertThat(scene.ports.isUrgent()).as("both may be about to accept").isFalse();
    scene.pass(SOON);
    assertThat(scene.ports.isUrgent()).as("both have as much to do").isFalse();
    acceptAll(other);
    scene.pass(SOON);
    assertThat(scene.ports.isUrgent()).isTrue();
    acceptAll(busy);
    scene.pass(SOON);
    assertThat(scene.ports.isUrgent()).isFalse();
  }

  @Test
  void aSlowWorkerKeepsWhatItHasWhileNobodyElseIsIdle() throws IOException {
    HandMadeWorker slow = worker(1);
    HandMadeWorker other = worker(2);
    clients(60);
    for (int i = 0; i < 12; i++) {
      scene.pass(TICK);
      acceptOne(slow);
      acceptOne(other);
    }
    assertThat(slow.has(FrameType.PROBE)).isTrue();
    assertThat(waiting(slow) + waiting(other)).as("each has accepted its own").isEqualTo(36);

    int left = waiting(slow);
    acceptAll(other);
    other.answerProbe();
    scene.settle();
    scene.pass(SOON);
    for (int i = 0; i < left; i++) {
      scene.until(() -> other.has(FrameType.CONNECTION));
      other.takeAny();
    }
    scene.settle();
    assertThat(waiting(slow)).isZero();
    assertThat(scene.redispatched).isEqualTo(left);
  }

  @Test
  void aWorkerThatAcceptsNothingIsRelievedThoughNobodyElseIsIdle() throws IOException {
    HandMadeWorker stuck = worker(1);
    HandMadeWorker other = worker(2);
    clients(40);
    int before = waiting(stuck);
    for (int i = 0; i < 8; i++) {
      scene.pass(TICK);
      acceptOne(other);
    }
    other.answerProbe();
    scene.until(() -> other.has(FrameType.CONNECTION));
    assertThat(waiting(stuck)).isLessThan(before);
  }

  /** As after a primary that had no processor for a while: suspected and hopeless in one look. */
  @Test
  void aWorkerThatIsRelievedAtOnceIsAskedAndComesBack() throws IOException {
    HandMadeWorker late = worker(1);
    List<Socket> clients = clients(2);
    HandMadeWorker other = worker(2);
    scene.pass(SOON);
    scene.pass(10 * TICK);
    assertTakes(other, clients);
    assertThat(late.has(FrameType.PROBE)).isTrue();

    acceptAll(other);
    late.answerProbe();
    scene.settle();
    clients(100);
    assertThat(waiting(late)).isBetween(20, 80);
  }

  @Test
  void whatAFullWorkerHasNoRoomForIsHandedToAnotherUntilItHas() throws IOException {
    HandMadeWorker full = worker(1);
    List<Socket> clients = clients(3);
    HandMadeWorker other = worker(2);
    full.say(FrameType.NO_ROOM);
    assertTakes(other, clients);
    clients(5);
    assertThat(waiting(other)).isEqualTo(5);

    full.answerProbe();
    scene.settle();
    acceptAll(other);
    clients(100);
    assertThat(waiting(full)).isBetween(20, 80);
  }

  @Test
  void whatTheOnlyWorkerHasNoRoomForWaitsForIt() throws IOException {
    HandMadeWorker full = worker(1);
    clients(3);
    full.say(FrameType.NO_ROOM);
    scene.pass(TICK);
    clients(2);
    full.answerProbe();
    scene.settle();
    assertThat(full.hasNothing()).isTrue();
    assertThat(waiting(full)).isEqualTo(5);
  }

  private void acceptOne(HandMadeWorker worker) throws ErrnoException {
    Connection connection = scene.sockets.accept(listeners.get(worker));
    if (connection != null) {
      connection.close();
    }
  }

  @Test
  void whenAllAreStuckConnectionsWait() throws IOException {
    HandMadeWorker first = worker(1);
    HandMadeWorker second = worker(2);
    clients(40);
    for (int i = 0; i < 20; i++) {
      scene.pass(TICK);
    }
    assertThat(first.has(FrameType.PROBE) && second.has(FrameType.PROBE)).isTrue();
    assertThat(waiting(first) + waiting(second)).isEqualTo(40);

    int before = waiting(second);
    first.answerProbe();
    scene.until(() -> first.has(FrameType.CONNECTION));
    assertThat(waiting(second)).isEqualTo(before - 1);
  }

  @Test
  void theSocketOfAWorkerThatIsGoneIsClosedWhenHandshakesHaveEnded() throws IOException {
    HandMadeWorker first = worker(1);
    HandMadeWorker second = worker(2);
    assertThat(Backlog.socketsOf(port)).isEqualTo(2);

    scene.kill(first);
    scene.pass(10 * TICK);
    assertThat(Backlog.socketsOf(port)).isEqualTo(2);
    assertThat(scene.ports.isWaiting()).isTrue();
    scene.pass(30 * TICK);
    assertThat(Backlog.socketsOf(port)).isEqualTo(1);
    assertThat(scene.ports.isWaiting()).isFalse();

    clients(20);
    assertThat(waiting(second)).isEqualTo(20);
  }

  @Test
  void aWorkerThatDiesBeforeItHasItsSocketTakesNothingWithIt() throws IOException {
    HandMadeWorker early = scene.join(1, Scene.listen(0));
    port = early.port();
    List<Socket> clients = clients(2);
    scene.kill(early);

    assertTakes(worker(2), clients);
  }

  @Test
  void whatWaitsForAWorkerThatHangsBeforeItHasItsSocketIsHandedToAnother() throws IOException {
    HandMadeWorker hung = scene.join(1, Scene.listen(0));
    port = hung.port();
    List<Socket> clients = clients(3);

    HandMadeWorker other = worker(2);
    assertTakes(other, clients);
    assertThat(scene.redispatched).isEqualTo(3);
    clients(5);
    assertThat(waiting(other)).isEqualTo(5);

    obtainSocket(hung);
    clients(100);
    assertThat(waiting(hung)).isBetween(20, 80);
    assertThat(hung.hasNothing() && other.hasNothing()).isTrue();
  }

  @Test
  void whatCameBeforeTheOnlyWorkerHadItsSocketIsItsOwnToAccept() throws IOException {
    HandMadeWorker only = scene.join(1, Scene.listen(0));
    port = only.port();
    clients(3);

    obtainSocket(only);
    scene.settle();
    assertThat(waiting(only)).isEqualTo(3);
    assertThat(only.hasNothing()).isTrue();
  }

  @Test
  void aPortThatIsIdleNeedsNoTime() throws IOException {
    HandMadeWorker first = worker(1);
    assertThat(scene.ports.isWaiting()).isFalse();
    clients(1);
    assertThat(scene.ports.isWaiting()).isTrue();
    acceptAll(first);
    scene.pass(TICK);
    assertThat(scene.ports.isWaiting()).isFalse();
    clients(1);
    assertThat(scene.ports.isWaiting()).isTrue();
  }
}
