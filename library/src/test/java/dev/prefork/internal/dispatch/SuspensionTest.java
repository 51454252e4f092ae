package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.LoopbackPair;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Workers that get nothing for a while, and connections that only they get. */
class SuspensionTest {
  private static final long LONG = HandoffQueue.STALL_NANOS + 1;

  private Scene scene;
  private HandMadeWorker first;
  private HandMadeWorker second;
  private int port;

  private void open(SchedulingPolicy policy) throws IOException {
    scene = new Scene(policy);
    first = scene.join(1, Scene.listen(0));
    port = first.port();
    second = scene.join(2);
    if (policy != SchedulingPolicy.NONE) {
      first.sendTwin();
      second.sendTwin();
    }
    scene.settle();
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    scene.close();
  }

  private void assertGets(HandMadeWorker worker, Socket client) throws IOException {
    scene.until(() -> worker.has(FrameType.CONNECTION));
    worker.take(client);
    scene.settle();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "STICKY", "LEAST_CONNECTIONS"})
  void whatASuspendedWorkerHasNotTakenGoesToAnother(SchedulingPolicy policy) throws IOException {
    open(policy);
    assertThat(scene.ports.suspend(2)).isTrue();
    Socket one = scene.client(port);
    Socket two = scene.client(port);
    scene.settle(); // one is handed to the first, which is stopped

    assertThat(scene.ports.suspend(1)).isTrue();
    scene.ports.resume(2);
    assertGets(second, one);
    assertGets(second, two);
    assertThat(first.hasNothing()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "STICKY", "LEAST_CONNECTIONS"})
  void aWorkerThatIsResumedHasItsPartAgain(SchedulingPolicy policy) throws IOException {
    open(policy);
    scene.ports.suspend(1);
    scene.ports.suspend(1);
    for (int i = 0; i < 3; i++) {
      assertGets(second, scene.client(port));
    }
    assertThat(first.hasNothing()).isTrue();

    scene.ports.resume(1);
    scene.ports.resume(1);
    scene.ports.suspend(2);
    for (int i = 0; i < 3; i++) {
      assertGets(first, scene.client(port));
    }
    assertThat(second.hasNothing()).isTrue();
  }

  @Test
  void itIsNotFreeBeforeItHasAnswered() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    scene.ports.suspend(2);
    Socket client = scene.client(port);
    scene.settle();
    scene.ports.suspend(1);
    scene.ports.resume(1);
    assertThat(first.hasNothing()).isTrue();

    scene.pass(1);
    first.answerProbe();
    assertGets(first, client);
  }

  @Test
  void whatItHadReceivedAlreadyItMayStillTake() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    scene.ports.suspend(1);
    first.take(client);
    scene.settle();
    assertGets(second, scene.client(port));
    assertGets(second, scene.client(port));

    scene.ports.resume(1);
    scene.ports.suspend(2);
    assertGets(first, scene.client(port));
  }

  @Test
  void whileAllAreSuspendedTheBacklogIsTheQueue() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    scene.ports.suspend(1);
    scene.ports.suspend(2);
    Socket client = scene.client(port);
    scene.settle();
    assertThat(scene.ports.isWaiting()).isFalse();
    assertThat(Backlog.lengthOf(port)).isEqualTo(1);

    scene.ports.resume(2);
    assertGets(second, client);
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "STICKY", "LEAST_CONNECTIONS"})
  void whoeverIsSuspendedBeforeItListensGetsNothing(SchedulingPolicy policy) throws IOException {
    scene = new Scene(policy);
    assertThat(scene.ports.suspend(1)).isTrue();
    first = scene.join(1, Scene.listen(0));
    Socket client = scene.client(first.port());
    scene.settle();
    assertThat(first.hasNothing()).isTrue();

    scene.ports.resume(1);
    assertGets(first, client);
  }

  @Test
  void nothingIsLeftOfOneThatDiesMeanwhile() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    scene.ports.suspend(1);
    scene.kill(first);
    HandMadeWorker again = scene.join(1);
    scene.ports.suspend(2);
    assertGets(again, scene.client(port));
  }

  @Test
  void whoHasTheSocketItselfCannotBeSuspended() throws IOException {
    open(SchedulingPolicy.NONE);
    assertThat(scene.ports.suspend(1)).isFalse();
    assertThat(scene.ports.suspend(3)).isTrue(); // it has no port
  }

  @Test
  void datagramsCannotBeKeptFromAWorker() throws IOException {
    scene = new Scene(SchedulingPolicy.ROUND_ROBIN);
    byte[] host = {127, 0, 0, 1};
    Target udp = new Target.Udp(new Target.Inet(host, 0, 0, 0, false));
    scene.join(1, Scene.listen(udp, 0));
    assertThat(scene.ports.suspend(1)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NONE", "KERNEL", "KERNEL_CPU"},
      mode = Mode.EXCLUDE)
  void aConnectionForOneWorkerIsTakenByItThoughItIsSuspended(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    scene.ports.suspend(1);
    for (HandMadeWorker worker : new HandMadeWorker[] {first, second, first, second}) {
      try (SocketChannel ours = give(worker.id)) {
        assertGets(worker, ours.socket());
      }
    }
    assertGets(second, scene.client(port));
    assertThat(first.hasNothing()).isTrue();
  }

  private SocketChannel give(int worker) throws IOException {
    try (LoopbackPair pair = LoopbackPair.connect(scene.ports.isIpv6(worker, port))) {
      scene.ports.offer(worker, port, pair.accepted());
      assertThat(pair.markHandedOver()).isTrue();
      return pair.takeLocal();
    }
  }

  @Test
  void itWaitsItsTurnAndChangesNobodysElse() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    Socket client = scene.client(port);
    scene.until(() -> first.has(FrameType.CONNECTION));
    try (SocketChannel ours = give(1)) {
      assertGets(first, client);
      assertGets(first, ours.socket());
    }
    assertGets(second, scene.client(port));
    assertGets(first, scene.client(port));
    assertGets(second, scene.client(port));
  }

  @Test
  void nobodyElseGetsOneThatIsNotTakenInTime() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    try (SocketChannel ours = give(1)) {
      scene.pass(LONG);
      assertThat(ours.read(ByteBuffer.allocate(1))).isNegative();
    }
    assertThat(second.hasNothing()).isTrue();
  }

  @Test
  void nobodyElseGetsTheOnesOfAWorkerThatLeaves() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    try (SocketChannel one = give(1);
        SocketChannel two = give(1)) {
      scene.ports.remove(1, false);
      assertThat(one.read(ByteBuffer.allocate(1))).isNegative();
      assertThat(two.read(ByteBuffer.allocate(1))).isNegative();
    }
    assertThat(second.hasNothing()).isTrue();
  }

  @Test
  void aWorkerThatDoesNotListenCannotBeGivenAConnection() throws IOException {
    open(SchedulingPolicy.NONE);
    assertThatThrownBy(() -> give(3)).hasMessage("worker 3 does not listen on port " + port);
  }

  /** A worker under KERNEL, which has its socket. */
  private Fd listener(HandMadeWorker worker) throws IOException {
    worker.say(FrameType.READY);
    scene.until(() -> worker.has(FrameType.LISTENER));
    return worker.listener();
  }

  private void openKernel() throws IOException {
    scene = new Scene(SchedulingPolicy.KERNEL);
    first = scene.join(1, Scene.listen(0));
    port = first.port();
  }

  private void connect(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket _ = scene.client(port);
    }
    scene.settle();
  }

  @Test
  void theKernelPassesASuspendedWorkerOverAndThePrimaryEmptiesItsSocket() throws IOException {
    openKernel();
    try (Fd firsts = listener(first)) {
      Socket client = scene.client(port);
      second = scene.join(2);
      try (Fd seconds = listener(second)) {
        scene.settle();
        assertThat(scene.ports.suspend(1)).isTrue();
        assertGets(second, client);
        connect(5);
        assertThat(scene.sockets.pendingConnections(seconds)).isEqualTo(5);
        assertThat(scene.sockets.pendingConnections(firsts)).isZero();

        scene.ports.resume(1);
        assertThat(scene.ports.suspend(2)).isTrue();
        for (int i = 1; i <= 5; i++) {
          assertGets(first, scene.clients.get(i));
        }
        connect(3);
        assertThat(scene.sockets.pendingConnections(firsts)).isEqualTo(3);
      }
    }
  }

  @Test
  void theOnlyWorkerOfTheKernelIsChosenAllTheSame() throws IOException {
    openKernel();
    try (Fd firsts = listener(first)) {
      assertThat(scene.ports.suspend(1)).isFalse();
      connect(2);
      assertThat(scene.sockets.pendingConnections(firsts)).isEqualTo(2);
      second = scene.join(2);
      try (Fd seconds = listener(second)) {
        assertGets(second, scene.clients.get(0));
        assertGets(second, scene.clients.get(1));
        connect(2);
        assertThat(scene.sockets.pendingConnections(seconds)).isEqualTo(2);
      }
    }
  }

  @Test
  void oneThatIsSuspendedBeforeItHasItsSocketIsNotChosen() throws IOException {
    openKernel();
    scene.ports.suspend(2);
    second = scene.join(2);
    try (Fd firsts = listener(first);
        Fd seconds = listener(second)) {
      connect(10);
      assertThat(scene.sockets.pendingConnections(firsts)).isEqualTo(10);
      scene.ports.resume(2);
      scene.ports.suspend(1);
      for (int i = 0; i < 10; i++) {
        assertGets(second, scene.clients.get(i));
      }
      connect(2);
      assertThat(scene.sockets.pendingConnections(seconds)).isEqualTo(2);
    }
  }

  @Test
  void oneThatDiesWhileSuspendedIsRelievedOfWhatComesLate() throws IOException {
    openKernel();
    Fd firsts = listener(first);
    scene.ports.suspend(1);
    connect(2);
    firsts.close();
    scene.kill(first);
    second = scene.join(2);
    try (Fd _ = listener(second)) {
      assertGets(second, scene.clients.get(0));
      assertGets(second, scene.clients.get(1));
    }
  }

  @Test
  void aConnectionForOneWorkerOfTheKernelComesByItsLink() throws IOException {
    openKernel();
    try (Fd _ = listener(first);
        SocketChannel ours = give(1)) {
      assertGets(first, ours.socket());
    }
  }
}
