package dev.prefork.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpollTest {
  private static final byte[] BYTE = {1};

  private final long before = Descriptors.count();
  private final Sockets sockets = new Sockets();
  private final DescriptorSocket io = new DescriptorSocket(16);
  private final List<Fd> fds = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private Epoll epoll;

  @BeforeEach
  void open() throws ErrnoException {
    epoll = new Epoll();
  }

  @AfterEach
  void noDescriptorIsLeft() {
    fds.forEach(Fd::close);
    epoll.close();
    epoll.close();
    io.close();
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  @Test
  void aReadableDescriptorsHandlerIsCalledUntilItIsRead() throws IOException {
    Fd[] pair = readablePair();
    epoll.add(pair[0], Epoll.READABLE, ready -> events.add("ready " + ready));
    await();
    await();
    assertThat(events).containsExactly("ready 1", "ready 1");
    io.receive(pair[0].number(), new byte[16], 0, 16);
    await();
    assertThat(events).hasSize(2);
  }

  @Test
  void anEdgeIsToldOnceAndAgainWithNews() throws IOException {
    Fd[] pair = readablePair();
    epoll.add(pair[0], Epoll.READABLE | Epoll.EDGE_TRIGGERED, ready -> events.add("edge"));
    await();
    await();
    assertThat(events).containsExactly("edge");
    io.send(pair[1].number(), BYTE, 0, 1);
    await();
    assertThat(events).containsExactly("edge", "edge");
  }

  @Test
  void theInterestCanBeChanged() throws IOException {
    Fd[] pair = pair();
    epoll.add(pair[0], Epoll.READABLE, ready -> events.add("ready " + ready));
    await();
    assertThat(events).isEmpty();
    epoll.change(pair[0], Epoll.READABLE | Epoll.WRITABLE);
    await();
    assertThat(events).containsExactly("ready 4");
  }

  @Test
  void aRemovedHandlerIsNotCalled() throws IOException {
    Fd[] pair = readablePair();
    epoll.add(pair[0], Epoll.READABLE, ready -> events.add("ready"));
    epoll.remove(pair[0]);
    await();
    assertThat(events).isEmpty();
  }

  @Test
  void anEventOfOneThatWasClosedInTheSameBatchIsDropped() throws IOException {
    Fd[] first = readablePair();
    Fd[] second = readablePair();
    epoll.add(first[0], Epoll.READABLE, _ -> closeOther("first", second[0]));
    epoll.add(second[0], Epoll.READABLE, _ -> closeOther("second", first[0]));
    await();
    assertThat(events).hasSize(1);
  }

  private void closeOther(String name, Fd other) throws ErrnoException {
    events.add(name);
    epoll.remove(other);
    other.close();
  }

  @Test
  void anEventOfAnEarlierOwnerOfANumberIsDroppedInTheSameBatch() throws IOException {
    Fd[] first = readablePair();
    Fd[] second = readablePair();
    epoll.add(first[0], Epoll.READABLE, _ -> replaceOther("first", second[0]));
    epoll.add(second[0], Epoll.READABLE, _ -> replaceOther("second", first[0]));
    await();
    assertThat(events).hasSize(2);
    assertThat(events.getFirst()).isIn("first", "second");
    assertThat(events.getLast()).startsWith("number ");
    io.send(fds.getLast().number(), BYTE, 0, 1); // now it has one of its own
    await();
    assertThat(events).contains("new");
  }

  /** Lets a new socket have the number of another whose event is still to come. */
  private void replaceOther(String name, Fd other) throws IOException {
    if (events.size() > 1) {
      return;
    }
    events.add(name);
    int number = other.number();
    epoll.remove(other);
    other.close();
    Fd[] pair = pair();
    Fd next = pair[0].number() == number ? pair[0] : pair[1];
    assertThat(next.number()).isEqualTo(number);
    fds.add(next == pair[0] ? pair[1] : pair[0]);
    events.add("number " + number);
    epoll.add(next, Epoll.READABLE, _ -> events.add("new"));
  }

  @Test
  void aHandlersFaultIsToldAndTheOthersAreCalledAllTheSame() throws IOException {
    Epoll.Handler bad =
        _ -> {
          throw new IllegalStateException("bad");
        };
    Epoll.Handler worse =
        _ -> {
          throw new IOException("worse");
        };
    epoll.add(readablePair()[0], Epoll.READABLE, bad);
    epoll.add(readablePair()[0], Epoll.READABLE, worse);
    epoll.add(readablePair()[0], Epoll.READABLE, _ -> events.add("good"));
    List<Epoll.Handler> culprits = new ArrayList<>();
    epoll.await(
        0,
        (culprit, fault) -> {
          culprits.add(culprit);
          events.add(fault.getMessage());
        });
    assertThat(events).containsExactlyInAnyOrder("bad", "worse", "good");
    assertThat(culprits).containsExactlyInAnyOrder(bad, worse);
  }

  @Test
  void moreThanABatchIsHandledInTurns() throws IOException {
    for (int i = 0; i < 400; i++) {
      Fd fd = readablePair()[0];
      epoll.add(fd, Epoll.READABLE, _ -> closeItself(fd));
    }
    await();
    await();
    assertThat(events).hasSize(400);
  }

  private void closeItself(Fd fd) throws ErrnoException {
    events.add("ready");
    epoll.remove(fd);
    fd.close();
  }

  @Test
  void anotherThreadWakesAWaitingOne() throws Exception {
    try (EventFd bell = new EventFd()) {
      epoll.add(bell.fd(), Epoll.READABLE, _ -> answer(bell));
      Thread ringer = Thread.ofPlatform().start(bell::signal);
      epoll.await(60_000, (_, fault) -> events.add(fault.toString()));
      ringer.join();
      assertThat(events).containsExactly("woken");
      await();
      assertThat(events).hasSize(1); // it was reset
      bell.signal();
      bell.signal();
      await();
      await();
      assertThat(events).containsExactly("woken", "woken");
    }
  }

  private void answer(EventFd bell) {
    events.add("woken");
    bell.reset();
  }

  @Test
  void aClosedBellIsSilent() throws ErrnoException {
    EventFd bell = new EventFd();
    bell.close();
    bell.signal();
    bell.close();
    assertThat(bell.fd().isOpen()).isFalse();
  }

  private void await() throws ErrnoException {
    epoll.await(
        0,
        (_, fault) -> {
          throw new AssertionError("a handler failed", fault);
        });
  }

  private Fd[] pair() throws ErrnoException {
    Fd[] pair = sockets.pair();
    fds.addAll(List.of(pair));
    return pair;
  }

  private Fd[] readablePair() throws ErrnoException {
    Fd[] pair = pair();
    io.send(pair[1].number(), BYTE, 0, 1);
    return pair;
  }
}
