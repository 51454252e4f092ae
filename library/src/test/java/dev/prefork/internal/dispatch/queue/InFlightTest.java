package dev.prefork.internal.dispatch.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many connections a worker may have that it has not taken yet. */
class InFlightTest {
  private static final long SLOW = InFlight.QUICK_NANOS + 1;

  private final InFlight inFlight = new InFlight();
  private long now = 1_000_000_000;

  private Connection add() {
    Connection connection = new Connection(new Fd(9), new byte[0]); // nobody closes it
    inFlight.add(connection, now);
    return connection;
  }

  private void takeAfter(long nanos) {
    now += nanos;
    assertThat(inFlight.take(now)).isNotNull();
  }

  private void grow(int times) {
    for (int i = 0; i < times; i++) {
      add();
      takeAfter(InFlight.QUICK_NANOS);
    }
  }

  @Test
  void thereIsOneAtFirstAndOneMoreForEachThatIsTakenAtOnce() {
    for (int window = 1; window <= InFlight.MAX; window++) {
      assertThat(inFlight.room()).isEqualTo(window);
      grow(1);
    }
    grow(10);
    assertThat(inFlight.room()).isEqualTo(InFlight.MAX);
  }

  @Test
  void oneThatIsNotTakenAtOnceHalvesIt() {
    grow(InFlight.MAX);
    for (int window = InFlight.MAX / 2; window >= 1; window /= 2) {
      add();
      takeAfter(SLOW);
      assertThat(inFlight.room()).isEqualTo(window);
    }
    add();
    takeAfter(SLOW);
    assertThat(inFlight.room()).isOne();
  }

  @Test
  void thereIsNoRoomForMoreThanTheWindowThoughItHasBecomeSmaller() {
    grow(InFlight.MAX);
    for (int i = 0; i < InFlight.MAX; i++) {
      add();
    }
    assertThat(inFlight.room()).isZero();
    takeAfter(SLOW);
    assertThat(inFlight.room()).isZero();
  }

  @Test
  void timeCountsFromWhenAConnectionHasBecomeTheOldest() {
    grow(1);
    add();
    add();
    takeAfter(InFlight.QUICK_NANOS);
    assertThat(inFlight.age(now)).isZero();
    takeAfter(InFlight.QUICK_NANOS);
    assertThat(inFlight.room()).isEqualTo(4);
  }

  @Test
  void whatIsTakenBackIsKnownByItsNumberThoughTheyBeginAnew() {
    grow(254); // the next numbers are -2, -1, 0 and 1
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(add());
    }
    assertThat(inFlight.remove(Set.of((byte) -2, (byte) 0)))
        .containsExactly(all.get(0), all.get(2));
    assertThat(inFlight.take(now)).isSameAs(all.get(1));
    assertThat(inFlight.removeAll()).containsExactly(all.get(3));
    assertThat(inFlight.isEmpty()).isTrue();
  }
}
