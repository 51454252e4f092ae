package dev.prefork.internal.sys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A descriptor that refers to another socket, without its owner's knowledge. */
class SocketSwapTest {
  private static final int NON_BLOCKING = 0x800;
  private static final int GET_FLAGS = 3;
  private static final int SET_FLAGS = 4;

  private final long before = Descriptors.count();
  private final Sockets sockets = new Sockets();
  private final DescriptorSocket io = new DescriptorSocket(64);
  private final EpollInstances instances = new EpollInstances();
  private final SocketSwap swap = new SocketSwap(instances);
  private final List<String> events = new ArrayList<>();

  /** The owner's, whose peer talks to it. */
  private Fd owned;

  private Fd peer;
  private Fd kept;
  private Fd replacement;
  private Fd newPeer;

  @BeforeEach
  void connect() throws IOException {
    Fd[] old = sockets.pair();
    owned = old[0];
    peer = old[1];
    Fd[] next = sockets.pair();
    replacement = next[0];
    newPeer = next[1];
    kept = sockets.duplicate(owned.number());
  }

  @AfterEach
  void noDescriptorIsLeft() {
    List.of(owned, peer, kept, replacement, newPeer).forEach(Fd::close);
    io.close();
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  private void replace(Registrations registrations) throws IOException {
    instances.refresh();
    swap.replace(owned.number(), kept, replacement, registrations);
  }

  private void send(Fd from, String text) throws IOException {
    byte[] bytes = text.getBytes(US_ASCII);
    assertThat(io.send(from.number(), bytes, 0, bytes.length)).isEqualTo(bytes.length);
  }

  private String receive(Fd at) throws IOException {
    byte[] buffer = new byte[64];
    int count = io.receive(at.number(), buffer, 0, buffer.length);
    return new String(buffer, 0, Math.max(count, 0), US_ASCII);
  }

  @Test
  void theOwnerTalksToTheNewPeerAndTheOldSocketIsKept() throws IOException {
    send(peer, "old");
    replace(Registrations.ofEvents(0));
    send(newPeer, "new");
    assertThat(receive(owned)).isEqualTo("new");
    assertThat(receive(kept)).isEqualTo("old");
    send(owned, "to the new");
    send(kept, "to the old");
    assertThat(receive(newPeer)).isEqualTo("to the new");
    assertThat(receive(peer)).isEqualTo("to the old");
  }

  @Test
  void theOldSocketIsOpenAfterItsOwnerHasClosed() throws IOException {
    replace(Registrations.ofEvents(0));
    replacement.close();
    owned.close();
    assertThat(io.receive(newPeer.number(), new byte[1], 0, 1)).isEqualTo(DescriptorSocket.END);
    send(peer, "still there");
    assertThat(receive(kept)).isEqualTo("still there");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, NON_BLOCKING})
  void theBlockingModeIsTheOldSockets(int mode) throws IOException {
    Libc libc = new Libc();
    assertThat(libc.fcntl(owned.number(), SET_FLAGS, mode)).isZero();
    assertThat(libc.fcntl(replacement.number(), SET_FLAGS, mode ^ NON_BLOCKING)).isZero();
    replace(Registrations.ofEvents(0));
    assertThat(libc.fcntl(owned.number(), GET_FLAGS, 0) & NON_BLOCKING).isEqualTo(mode);
  }

  @Test
  void anInstanceReportsTheEventsOfTheNewSocketOnly() throws IOException {
    try (Epoll epoll = new Epoll()) {
      epoll.add(owned, Epoll.READABLE, _ -> events.add("readable"));
      send(peer, "old");
      replace(Registrations.ofEvents(Epoll.READABLE));
      epoll.await(0, SocketSwapTest::fail);
      assertThat(events).isEmpty();
      send(newPeer, "new");
      assertReported(epoll);
    }
  }

  /** A registration carries the descriptor's number, of which the Epoll here expects more. */
  private void assertReported(Epoll epoll) throws IOException {
    assertThat(instances.removeFromAll(owned.number(), Set.of())).hasSize(1);
    epoll.add(owned, Epoll.READABLE, _ -> events.add("readable"));
    epoll.await(1000, SocketSwapTest::fail);
    assertThat(events).containsExactly("readable");
  }

  private static void fail(Epoll.Handler culprit, Exception fault) {
    throw new AssertionError(fault);
  }

  @Test
  void itIsNotRegisteredWhereItWasNot() throws IOException {
    try (Epoll _ = new Epoll()) {
      replace(Registrations.ofEvents(Epoll.READABLE));
      assertThat(instances.removeFromAll(owned.number(), Set.of())).isEmpty();
    }
  }

  @Test
  void itIsNotRegisteredAgainIfNoEventsAreWanted() throws IOException {
    try (Epoll epoll = new Epoll()) {
      epoll.add(owned, Epoll.READABLE, _ -> {});
      replace(Registrations.ofEvents(0));
      assertThat(instances.removeFromAll(owned.number(), Set.of())).isEmpty();
    }
  }

  /** The owner has unregistered it between the two questions. */
  @Test
  void itIsNotRegisteredIfItsOwnerHasUnregisteredItMeanwhile() throws IOException {
    try (Epoll epoll = new Epoll()) {
      epoll.add(owned, Epoll.READABLE, _ -> {});
      List<Integer> asked = new ArrayList<>();
      replace(
          new Registrations() {
            @Override
            public Set<Integer> instances() {
              return Set.of();
            }

            @Override
            public int events(int instance) {
              asked.add(instance);
              return asked.size() == 1 ? Epoll.READABLE : 0;
            }
          });
      assertThat(asked).hasSize(2);
      assertThat(instances.removeFromAll(owned.number(), Set.of())).isEmpty();
    }
  }

  @Test
  void anInstanceThatIsYoungerThanTheLastLookIsFoundIfItsOwnerKnowsIt() throws IOException {
    instances.refresh();
    try (Epoll epoll = new Epoll()) {
      epoll.add(owned, Epoll.READABLE, _ -> {});
      assertThat(instances.removeFromAll(owned.number(), Set.of())).isEmpty();
      instances.refresh();
      int number = instances.removeFromAll(owned.number(), Set.of()).getFirst();
      assertThat(instances.add(number, owned.number(), Epoll.READABLE)).isTrue();
      EpollInstances older = new EpollInstances();
      assertThat(older.removeFromAll(owned.number(), Set.of(number))).containsExactly(number);
    }
  }

  @Test
  void anInstanceThatIsClosedIsPassedOver() throws IOException {
    int number;
    try (Epoll epoll = new Epoll()) {
      epoll.add(owned, Epoll.READABLE, _ -> {});
      instances.refresh();
      number = instances.removeFromAll(owned.number(), Set.of()).getFirst();
    }
    assertThat(instances.add(number, owned.number(), Epoll.READABLE)).isFalse();
    assertThat(instances.removeFromAll(owned.number(), Set.of())).isEmpty();
  }
}
