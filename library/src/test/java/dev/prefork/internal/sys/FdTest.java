package dev.prefork.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.sys.sockets.Sockets;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FdTest {
  private static final int ROUNDS = 2000;

  private final long before = Descriptors.count();
  private final Sockets sockets = new Sockets();

  @AfterEach
  void noDescriptorIsLeft() {
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  @Test
  void aClosedDescriptorIsGoneAndItsNumberIsNotToBeHad() throws ErrnoException {
    Fd[] pair = sockets.pair();
    int number = pair[0].number();
    assertThat(Descriptors.isOpen(number)).isTrue();
    pair[0].close();
    assertThat(Descriptors.isOpen(number)).isFalse();
    assertThat(pair[0].isOpen()).isFalse();
    assertThat(pair[0]).hasToString("closed descriptor");
    assertThatThrownBy(pair[0]::number)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("descriptor is closed");
    assertThatThrownBy(pair[0]::release).isInstanceOf(IllegalStateException.class);
    pair[1].close();
  }

  @Test
  void closingAgainDoesNotCloseWhoHasTheNumberNow() throws ErrnoException {
    Fd[] pair = sockets.pair();
    int number = pair[0].number();
    pair[0].close();
    Fd next = sockets.duplicate(pair[1].number());
    assertThat(next.number()).isEqualTo(number); // the kernel gives the lowest that is free
    pair[0].close();
    assertThat(Descriptors.isOpen(number)).isTrue();
    next.close();
    pair[1].close();
  }

  @Test
  void twoThreadsThatCloseAtOnceCloseOnce() throws Exception {
    Fd[] pair = sockets.pair();
    CyclicBarrier barrier = new CyclicBarrier(2);
    AtomicInteger strangersClosed = new AtomicInteger();
    Fd[] current = new Fd[1];
    current[0] = sockets.duplicate(pair[0].number());
    Runnable closer =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            meet(barrier);
            current[0].close();
            meet(barrier);
            meet(barrier); // the next one is there
          }
        };
    Thread first = Thread.ofPlatform().start(closer);
    CyclicBarrier own = barrier;
    for (int i = 0; i < ROUNDS; i++) {
      meet(own);
      current[0].close();
      Fd stranger = sockets.duplicate(pair[0].number()); // may get the number just closed
      meet(own);
      strangersClosed.addAndGet(Descriptors.isOpen(stranger.number()) ? 0 : 1);
      current[0] = stranger;
      meet(own);
    }
    first.join();
    current[0].close();
    pair[0].close();
    pair[1].close();
    assertThat(strangersClosed).hasValue(0);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReleasedDescriptorIsTheCallers() throws ErrnoException {
    Fd[] pair = sockets.pair();
    int number = pair[0].release();
    assertThat(pair[0].isOpen()).isFalse();
    pair[0].close();
    assertThat(Descriptors.isOpen(number)).isTrue();
    new Fd(number).close();
    pair[1].close();
  }

  @Test
  void aFailedCallsResultIsNoDescriptor() {
    assertThatThrownBy(() -> new Fd(-9)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFailedCallSaysWhichOneOnWhatAndWhy() {
    assertThatThrownBy(() -> sockets.duplicate(1_000_000))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF))
        .hasMessage("dup on descriptor 1000000 failed: Bad file descriptor (EBADF)");
  }

  @Test
  void anErrorWithoutANameKeepsItsNumber() {
    ErrnoException e = new ErrnoException("bind", "/127.0.0.1:80", 4000);
    assertThat(e.errno()).isEqualTo(Errno.UNKNOWN);
    assertThat(e).hasMessage("bind on /127.0.0.1:80 failed: unknown error (errno 4000)");
  }

  @Test
  void anErrorIsFoundByItsNumber() {
    for (Errno errno : Errno.values()) {
      assertThat(Errno.of(errno.number())).isSameAs(errno);
      assertThat(errno.is(-errno.number())).isTrue();
    }
    assertThat(Errno.EAGAIN.is(0)).isFalse();
    assertThat(Errno.EAGAIN.is(11)).isFalse();
  }
}
