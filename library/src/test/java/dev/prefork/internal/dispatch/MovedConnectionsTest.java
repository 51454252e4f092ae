package dev.prefork.internal.dispatch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.sys.EventFd;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.LoopbackPair;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that a worker has and that become another's. */
class MovedConnectionsTest {
  private static final Sockets.Options IPV4 = new Sockets.Options(false, true, 0, new int[0]);
  private static final int MANY = 1500;

  private final Loads loads = new Loads();
  private final List<Fd> fds = new ArrayList<>();
  private Scene scene;
  private HandMadeWorker first;
  private HandMadeWorker second;
  private int port;

  /** What is known of the workers. */
  private static final class Loads implements MoveTargets {
    final Map<Integer, Integer> connections = new HashMap<>();

    @Override
    public int load(int workerId) {
      return connections.getOrDefault(workerId, 0);
    }

    @Override
    public void onPlaced(int workerId) {
      connections.merge(workerId, 1, Integer::sum);
    }
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    fds.forEach(Fd::close);
    scene.close();
  }

  private void open(SchedulingPolicy policy) throws IOException {
    scene = new Scene(policy);
    first = scene.join(1, Scene.listen(0));
    port = first.port();
  }

  /** A connection that the first worker has; it is the only one. */
  private Fd established(SchedulingPolicy policy, Socket client) throws IOException {
    if (!isAcceptedByWorkers(policy)) {
      scene.until(() -> first.has(FrameType.CONNECTION));
      return first.hold();
    }
    first.say(FrameType.READY);
    scene.until(() -> first.has(FrameType.LISTENER));
    Fd listener = first.listener();
    fds.add(listener);
    assertThat(client.isConnected()).isTrue();
    return requireNonNull(scene.sockets.accept(listener)).fd();
  }

  private static boolean isAcceptedByWorkers(SchedulingPolicy policy) {
    return switch (policy) {
      case NONE, KERNEL, KERNEL_CPU -> true;
      case ROUND_ROBIN, STICKY, LEAST_CONNECTIONS -> false;
    };
  }

  /** A second worker, which can accept. */
  private void joinSecond(SchedulingPolicy policy) throws IOException {
    second = scene.join(2);
    if (isAcceptedByWorkers(policy)) {
      second.say(FrameType.READY);
      scene.until(() -> second.has(FrameType.LISTENER));
      fds.add(second.listener());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionOfAWorkerThatDrainsIsTheOtherWorkers(SchedulingPolicy policy) throws IOException {
    open(policy);
    Socket client = scene.client(port);
    Fd connection = established(policy, client);
    joinSecond(policy);
    scene.ports.remove(1, false);
    assertThat(scene.ports.move(1, connection, loads)).isTrue();
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.takeMoved(client);
    scene.settle();
    assertThat(connection.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void itStaysIfThereIsNoOtherWorker(SchedulingPolicy policy) throws IOException {
    open(policy);
    Fd connection = established(policy, scene.client(port));
    scene.ports.remove(1, false);
    assertIsRefused(connection);
  }

  private void assertIsRefused(Fd connection) {
    assertThat(scene.ports.move(1, connection, loads)).isFalse();
    assertThat(connection.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void itStaysIfTheOtherWorkerIsSuspended(SchedulingPolicy policy) throws IOException {
    open(policy);
    Fd connection = established(policy, scene.client(port));
    joinSecond(policy);
    scene.ports.remove(1, false);
    scene.ports.suspend(2);
    assertIsRefused(connection);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOtherWorkerHasNotTakenWhenItDiesIsAThirdOnes(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    Socket client = scene.client(port);
    Fd connection = established(policy, client);
    joinSecond(policy);
    scene.ports.remove(1, false);
    assertThat(scene.ports.move(1, connection, loads)).isTrue();
    scene.until(() -> second.has(FrameType.CONNECTION));
    scene.kill(second);
    joinSecond(policy);
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.takeMoved(client);
    scene.settle();
    assertThat(connection.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "NONE", "KERNEL", "KERNEL_CPU"})
  void itIsTheOtherWorkersThoughItsOwnDoesNotDrain(SchedulingPolicy policy) throws IOException {
    open(policy);
    Socket client = scene.client(port);
    Fd connection = established(policy, client);
    joinSecond(policy);
    assertThat(scene.ports.move(1, connection, loads)).isTrue();
    scene.until(() -> second.has(FrameType.CONNECTION));
    second.takeMoved(client);
    scene.settle();
    assertThat(connection.isOpen()).isFalse();
    assertThat(first.has(FrameType.CONNECTION)).isFalse();
  }

  /** Else it could not move again for a minute, though it never has. */
  @Test
  void itHasNotMovedIfItsOwnWorkerGetsItBack() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    Socket client = scene.client(port);
    Fd connection = established(SchedulingPolicy.ROUND_ROBIN, client);
    joinSecond(SchedulingPolicy.ROUND_ROBIN);
    assertThat(scene.ports.move(1, connection, loads)).isTrue();
    scene.until(() -> second.has(FrameType.CONNECTION));
    scene.kill(second);
    scene.until(() -> first.has(FrameType.CONNECTION));
    first.takeBack(client);
    scene.settle();
    assertThat(connection.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"STICKY", "LEAST_CONNECTIONS"})
  void itStaysWhereThePolicyKnowsBetterAsLongAsItsWorkerDoesNotDrain(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    Fd connection = established(policy, scene.client(port));
    joinSecond(policy);
    assertIsRefused(connection);
  }

  @Test
  void itIsTheWorkersThatHasTheFewest() throws IOException {
    open(SchedulingPolicy.NONE);
    Socket client = scene.client(port);
    Fd connection = established(SchedulingPolicy.NONE, client);
    joinSecond(SchedulingPolicy.NONE);
    HandMadeWorker busy = second;
    scene.ports.remove(1, false);
    HandMadeWorker third = scene.join(3);
    third.say(FrameType.READY);
    scene.until(() -> third.has(FrameType.LISTENER));
    fds.add(third.listener());
    loads.connections.putAll(Map.of(2, 8, 3, 7));
    assertThat(scene.ports.move(1, connection, loads)).isTrue();
    scene.until(() -> third.has(FrameType.CONNECTION));
    third.takeMoved(client);
    assertThat(busy.hasNothing()).isTrue();
    assertThat(loads.load(3)).isEqualTo(8);
  }

  @Test
  void itIsTheWorkersThatHasTheFewestForItsWeight() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    Socket client = scene.client(port);
    Fd connection = established(SchedulingPolicy.ROUND_ROBIN, client);
    joinSecond(SchedulingPolicy.ROUND_ROBIN);
    HandMadeWorker third = scene.join(3);
    loads.connections.putAll(Map.of(2, 3, 3, 7));
    scene.ports.weight(2, 0.25); // with 4 connections as busy as a full worker with 16
    scene.ports.remove(1, false);
    assertThat(scene.ports.move(1, connection, loads)).isTrue();
    scene.until(() -> third.has(FrameType.CONNECTION));
    third.takeMoved(client);
    assertThat(second.hasNothing()).isTrue();
  }

  private void openTwo() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN);
    joinSecond(SchedulingPolicy.ROUND_ROBIN);
  }

  @Test
  void whatIsNoSocketIsRefused() throws IOException {
    openTwo();
    assertIsRefused(new EventFd().fd());
  }

  @Test
  void aUnixSocketIsRefused() throws IOException {
    openTwo();
    for (Fd end : scene.sockets.pair()) {
      assertIsRefused(end);
    }
  }

  @Test
  void aListeningSocketIsRefused() throws IOException {
    openTwo();
    assertIsRefused(scene.sockets.listen(loopback(), IPV4, 1));
  }

  private static InetSocketAddress loopback() throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
  }

  @Test
  void aDatagramSocketIsRefused() throws IOException {
    openTwo();
    assertIsRefused(scene.sockets.bind(loopback(), IPV4));
  }

  @Test
  void aSocketThatIsNotConnectedIsRefused() throws IOException {
    openTwo();
    assertIsRefused(scene.sockets.reserve(loopback(), IPV4));
  }

  @Test
  void aConnectionOfAnotherPortIsRefused() throws IOException {
    openTwo();
    try (LoopbackPair pair = LoopbackPair.connect(false)) {
      assertIsRefused(pair.accepted().fd());
    }
  }

  @Test
  void noMoreAreTakenThanCanBeKept() throws IOException {
    openTwo();
    Socket _ = scene.client(port);
    Fd connection = established(SchedulingPolicy.ROUND_ROBIN, scene.client(port));
    fds.add(connection);
    scene.ports.remove(1, false);
    int taken = 0;
    for (int i = 0; i < MANY; i++) {
      Fd copy = scene.sockets.duplicate(connection.number());
      taken += scene.ports.move(1, copy, loads) ? 1 : 0;
    }
    assertThat(taken).isBetween(1000, MANY - 1);
    scene.settle();
  }
}
