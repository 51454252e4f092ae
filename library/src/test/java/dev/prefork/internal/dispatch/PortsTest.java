package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both kinds of port have in common, and the shared one. */
class PortsTest {
  private static int lastPort = 20_000;

  private Scene scene;

  private void open(SchedulingPolicy policy) throws IOException {
    scene = new Scene(policy);
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    scene.close();
  }

  @ParameterizedTest
  @EnumSource
  void whoeverAsksForTheSameAddressSharesThePort(SchedulingPolicy policy) throws IOException {
    open(policy);
    BindReply first = scene.join(1, Scene.listen(0)).bound();
    BindReply second = scene.join(2, Scene.listen(0)).bound();
    assertThat(first).usingRecursiveComparison().isEqualTo(second);
    Target.Inet at = ((Target.Tcp) first.target()).at();
    assertThat(at.port()).isPositive();
    assertThat(at.host()).containsExactly(127, 0, 0, 1);
    assertThat(first.delivery())
        .isEqualTo(
            switch (policy) {
              case NONE -> BindReply.Delivery.SHARED;
              case KERNEL, KERNEL_CPU -> BindReply.Delivery.OWN;
              case LEAST_CONNECTIONS -> BindReply.Delivery.COUNTED;
              case ROUND_ROBIN, STICKY -> BindReply.Delivery.HANDED;
            });
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerListensWhenItHasWhatItNeedsToAccept(SchedulingPolicy policy) throws IOException {
    open(policy);
    HandMadeWorker worker = scene.join(1, Scene.listen(0));
    BindReply.Delivery delivery = worker.bound().delivery();
    if (delivery == BindReply.Delivery.SHARED || delivery == BindReply.Delivery.OWN) {
      assertThat(scene.listening).isEmpty();
      worker.say(FrameType.READY);
      scene.until(() -> worker.has(FrameType.LISTENER));
      worker.listener().close();
    }
    assertThat(scene.listening).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource
  void theNthRequestForAnyPortHasThePortOfTheOthersNth(SchedulingPolicy policy) throws IOException {
    open(policy);
    int zeroth = scene.join(1, Scene.listen(0, 0, 0)).port();
    int first = scene.join(1, Scene.listen(0, 1, 0)).port();
    assertThat(first).isNotEqualTo(zeroth);
    assertThat(scene.join(2, Scene.listen(0, 1, 0)).port()).isEqualTo(first);
    assertThat(scene.join(2, Scene.listen(0, 0, 0)).port()).isEqualTo(zeroth);
  }

  @ParameterizedTest
  @EnumSource
  void forAPortWithANumberTheCountDoesNotMatter(SchedulingPolicy policy) throws IOException {
    open(policy);
    int port = freePort();
    assertThat(scene.join(1, Scene.listen(port, 0, 0)).port()).isEqualTo(port);
    assertThat(scene.join(2, Scene.listen(port, 7, 0)).port()).isEqualTo(port);
  }

  /** None that the kernel gives to a client meanwhile. */
  private static int freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(lastPort++)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody has it
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatAsksTwiceIsRefusedAndMayAskForAnother(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    int port = scene.join(1, Scene.listen(0)).port();
    HandMadeWorker again = scene.join(1, Scene.listen(0));
    assertThat(again.refusal()).startsWith("Address already in use");
    again.say(Scene.listen(0, 1, 0).encode());
    scene.until(() -> again.has(FrameType.BOUND));
    assertThat(again.port()).isNotEqualTo(port);
  }

  @ParameterizedTest
  @EnumSource
  void aPortOfSomebodyElseIsRefusedWithTheReason(SchedulingPolicy policy) throws IOException {
    open(policy);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HandMadeWorker worker = scene.join(1, Scene.listen(taken.getLocalPort()));
      assertThat(worker.refusal()).isEqualTo("Address already in use (EADDRINUSE)");
      assertThat(worker.isCutOff()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLargestBacklogWins(SchedulingPolicy policy) throws IOException {
    open(policy);
    int port = scene.join(1, Scene.listen(0, 0, 10)).port();
    assertThat(Backlog.limitOf(port)).isEqualTo(10);
    scene.join(2, Scene.listen(0, 0, 300));
    assertThat(Backlog.limitOf(port)).isEqualTo(300);
    scene.join(3, Scene.listen(0, 0, 20));
    assertThat(Backlog.limitOf(port)).isEqualTo(300);
    scene.join(4, Scene.listen(0, 0, 0));
    assertThat(Backlog.limitOf(port)).isEqualTo(511); // the default, as Node's
  }

  @ParameterizedTest
  @EnumSource
  void aPortWithoutWorkersIsKeptUntilTheOrphansAreClosed(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    scene.ports.closeOrphans(false);
    scene.kill(first);
    assertThat(Scene.accepts(port)).isTrue();
    assertThat(scene.join(2, Scene.listen(0)).port()).isEqualTo(port);
    scene.ports.closeOrphans(false);
    assertThat(Scene.accepts(port)).isTrue();
    scene.kill(scene.workers.getLast());
    scene.ports.closeOrphans(false);
    assertThat(Scene.accepts(port)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadWorkersPortIsKeptForOneThatHasNotOpenedAllOfItsPorts(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    scene.kill(first);
    scene.ports.closeOrphans(true);
    assertThat(Scene.accepts(port)).isTrue();
    scene.ports.closeOrphans(false);
    assertThat(Scene.accepts(port)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatClosedItsSocketMayListenAgain(SchedulingPolicy policy) throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    first.close();
    scene.settle();
    assertThat(scene.join(1, Scene.listen(0)).port()).isEqualTo(port);
  }

  @ParameterizedTest
  @EnumSource
  void whoeverClosedItsSocketMayListenAgainAtOnce(SchedulingPolicy policy) throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    HandMadeWorker again = scene.connect(1);
    again.say(Scene.listen(0).encode());
    if (policy == SchedulingPolicy.ROUND_ROBIN) {
      first.sayWithDescriptor(FrameType.TAKEN); // the end is not in the first chunk that is read
    }
    first.close();
    scene.until(() -> again.has(FrameType.BOUND) || again.has(FrameType.REFUSED));
    assertThat(again.port()).isEqualTo(port);
  }

  @ParameterizedTest
  @EnumSource
  void aPortIsClosedWithItsLastServerSocketButNotWithALinkThatMerelyBreaks(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    first.close();
    scene.settle();
    scene.ports.closeOrphans(false);
    assertThat(Scene.accepts(port)).as("its worker may have died, and be replaced").isTrue();

    HandMadeWorker second = scene.join(2, Scene.listen(0));
    assertThat(second.port()).isEqualTo(port);
    second.say(FrameType.CLOSE);
    second.close();
    scene.settle();
    scene.ports.closeOrphans(true);
    assertThat(Scene.accepts(port)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void removingAStrangerChangesNothing(SchedulingPolicy policy) throws IOException {
    open(policy);
    int port = scene.join(1, Scene.listen(0)).port();
    scene.ports.remove(2, false);
    scene.ports.remove(2, true);
    scene.ports.closeOrphans(false);
    assertThat(Scene.accepts(port)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void addressesOfBothFamiliesCanBeListenedOn(SchedulingPolicy policy) throws IOException {
    open(policy);
    byte[] any = new byte[16];
    Target dualStack = new Target.Tcp(new Target.Inet(any, 0, 0, 0, true));
    BindReply bound = scene.join(1, Scene.listen(dualStack, 0)).bound();
    Target.Inet at = ((Target.Tcp) bound.target()).at();
    assertThat(at.host()).isEqualTo(any);
    assertThat(at.ipv6()).isTrue();
    assertThat(Scene.accepts(at.port())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anImpossibleAddressClosesThatLinkOnly(SchedulingPolicy policy) throws IOException {
    open(policy);
    HandMadeWorker good = scene.join(1, Scene.listen(0));
    byte[] host = {127, 0, 0, 1};
    Listen scoped = Scene.listen(new Target.Tcp(new Target.Inet(host, 5, 0, 0, false)), 0);
    HandMadeWorker bad = scene.connect(2);
    bad.say(scoped.encode());
    scene.until(bad::isCutOff);
    assertThat(good.isCutOff()).isFalse();
    assertThat(Scene.accepts(good.port())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whoeverClosedAnyPortAndAsksAgainGetsOneWithoutTheOldClients(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    scene.client(port);
    scene.client(port);
    HandMadeWorker again = scene.connect(1);
    first.say(FrameType.CLOSE);
    first.close();
    again.say(Scene.listen(0).encode());
    scene.until(() -> again.has(FrameType.BOUND) || again.has(FrameType.REFUSED));
    assertThat(again.bound()).isNotNull();
    scene.settle();
    assertThat(again.hasNothing()).isTrue();
  }

  private static Listen datagrams(int port, boolean reuse) {
    byte[] host = {127, 0, 0, 1};
    Target target = new Target.Udp(new Target.Inet(host, 0, port, 0, false));
    return new Listen(new byte[0], target, 0, reuse, 0, Listen.NO_OPTIONS);
  }

  @ParameterizedTest
  @EnumSource
  void aDatagramSocketIsSharedWhateverThePolicy(SchedulingPolicy policy) throws IOException {
    open(policy);
    int port = freePort();
    scene.join(1, Scene.listen(port)); // TCP's numbers are others
    List<Fd> sockets = new ArrayList<>();
    for (int id = 1; id <= 2; id++) {
      HandMadeWorker worker = scene.join(id, datagrams(port, false));
      BindReply bound = worker.bound();
      assertThat(bound.delivery()).isEqualTo(BindReply.Delivery.SHARED);
      assertThat(((Target.Udp) bound.target()).at().port()).isEqualTo(port);
      worker.say(FrameType.READY);
      scene.until(() -> worker.has(FrameType.LISTENER));
      sockets.add(worker.listener());
    }
    assertThat(Descriptors.identity(sockets.get(0)))
        .isEqualTo(Descriptors.identity(sockets.get(1)));
    assertThat(scene.sockets.localAddress(sockets.get(0)).getPort()).isEqualTo(port);
    sockets.forEach(Fd::close);
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerMayBindADatagramSocketTwiceIfItReusesAddresses(SchedulingPolicy policy)
      throws IOException {
    open(policy);
    int port = freePort();
    assertThat(scene.join(1, datagrams(port, true)).has(FrameType.BOUND)).isTrue();
    assertThat(scene.join(1, datagrams(port, true)).has(FrameType.BOUND)).isTrue();
    assertThat(scene.join(1, datagrams(port, false)).refusal())
        .startsWith("Address already in use");
  }

  @ParameterizedTest
  @EnumSource(names = "NONE")
  void theSharedSocketIsGivenToWhoIsReady(SchedulingPolicy policy) throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    int port = first.port();
    scene.settle();
    assertThat(first.hasNothing()).isTrue();
    HandMadeWorker second = scene.join(2, Scene.listen(0));
    second.port();
    List<Fd> listeners = new ArrayList<>();
    for (HandMadeWorker worker : List.of(first, second)) {
      worker.say(FrameType.READY);
      scene.until(() -> worker.has(FrameType.LISTENER));
      listeners.add(worker.listener());
    }
    assertThat(Descriptors.identity(listeners.get(0)))
        .isEqualTo(Descriptors.identity(listeners.get(1)));
    Socket client = scene.client(port);
    scene.settle(); // the primary leaves it alone
    try (Connection connection = scene.sockets.accept(listeners.get(1))) {
      assertThat(scene.sockets.localAddress(connection.fd()))
          .isEqualTo(client.getRemoteSocketAddress());
    }
    assertThat(scene.ports.isWaiting()).isFalse();
    scene.ports.tick(scene.now);
    listeners.forEach(Fd::close);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE")
  void aLeavingWorkersLinkToASharedSocketIsClosed(SchedulingPolicy policy) throws IOException {
    open(policy);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    HandMadeWorker second = scene.join(2, Scene.listen(0));
    first.port();
    scene.ports.remove(1, false);
    scene.until(first::isCutOff);
    assertThat(second.isCutOff()).isFalse();
    scene.ports.closeOrphans(false);
    assertThat(Scene.accepts(second.port())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = "CLOSE", mode = EnumSource.Mode.EXCLUDE)
  void nonsenseOnALinkToASharedSocketClosesThatLinkOnly(FrameType type) throws IOException {
    open(SchedulingPolicy.NONE);
    HandMadeWorker first = scene.join(1, Scene.listen(0));
    HandMadeWorker second = scene.join(2, Scene.listen(0));
    first.port();
    second.port();
    first.sayWithDescriptor(type);
    scene.until(() -> first.isCutOff() || first.has(FrameType.LISTENER));
    assertThat(first.isCutOff()).isTrue();
    second.say(FrameType.READY);
    scene.until(() -> second.has(FrameType.LISTENER));
  }
}
