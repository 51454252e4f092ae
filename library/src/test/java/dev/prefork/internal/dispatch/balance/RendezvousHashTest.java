package dev.prefork.internal.dispatch.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which slot a client belongs to. */
class RendezvousHashTest {
  private static final int CLIENTS = 20_000;

  /** Who the clients are. */
  enum Clients {
    /** Of one network, one after the other. */
    NEIGHBOURS {
      @Override
      byte[] host(int n) {
        return ByteBuffer.allocate(4).putInt(0x0a000000 + n).array();
      }
    },
    /** Of as many networks, each the first host there. */
    FIRST_HOSTS {
      @Override
      byte[] host(int n) {
        return ByteBuffer.allocate(4).putInt((n << 8) + 1).array();
      }
    },
    /** Of one network of IPv6, one after the other. */
    NEIGHBOURS_OF_IPV6 {
      @Override
      byte[] host(int n) {
        return ByteBuffer.allocate(16).putLong(0x20010db800000000L).putLong(n).array();
      }
    },
    /** As privacy extensions make them. */
    RANDOM_IPV6 {
      @Override
      byte[] host(int n) {
        long low = new Random(n).nextLong();
        return ByteBuffer.allocate(16).putLong(0x20010db800000000L + n).putLong(low).array();
      }
    };

    abstract byte[] host(int n);

    Stream<byte[]> all() {
      return IntStream.range(0, CLIENTS).mapToObj(this::host);
    }

    int[] slots(int slots, IntPredicate usable) {
      return all()
          .mapToInt(host -> RendezvousHash.choose(RendezvousHash.key(host), slots, usable))
          .toArray();
    }

    int[] slots(int slots, IntPredicate usable, IntToDoubleFunction weights) {
      return all()
          .mapToInt(host -> RendezvousHash.choose(RendezvousHash.key(host), slots, usable, weights))
          .toArray();
    }
  }

  private static int[] slots(Clients clients, int slots) {
    return clients.slots(slots, _ -> true);
  }

  private static long[] shares(int[] chosen, int slots) {
    long[] shares = new long[slots];
    for (int slot : chosen) {
      shares[slot]++;
    }
    return shares;
  }

  /** Five standard deviations: a fair choice is further off once in two million. */
  private static void assertFair(long share, long of, int slots) {
    double mean = (double) of / slots;
    double tolerance = 5 * Math.sqrt(mean * (1 - 1.0 / slots));
    assertThat((double) share).isBetween(mean - tolerance, mean + tolerance);
  }

  @ParameterizedTest
  @EnumSource
  void eachSlotHasItsShareOfTheClients(Clients clients) {
    for (int slots : new int[] {1, 2, 3, 4, 7, 16, 64}) {
      for (long share : shares(slots(clients, slots), slots)) {
        assertFair(share, CLIENTS, slots);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenASlotGoesOnlyItsClientsMoveAndEvenlyToAllOthers(Clients clients) {
    int[] before = slots(clients, 4);
    int[] after = clients.slots(4, slot -> slot != 2);
    long[] heirs = new long[4];
    for (int i = 0; i < CLIENTS; i++) {
      if (before[i] == 2) {
        heirs[after[i]]++;
      } else {
        assertThat(after[i]).isEqualTo(before[i]);
      }
    }
    long moved = shares(before, 4)[2];
    assertThat(heirs[2]).isZero();
    for (int slot : new int[] {0, 1, 3}) {
      assertFair(heirs[slot], moved, 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenASlotIsAddedClientsMoveOnlyThere(Clients clients) {
    int[] before = slots(clients, 4);
    int[] after = slots(clients, 5);
    for (int i = 0; i < CLIENTS; i++) {
      assertThat(after[i]).isIn(before[i], 4);
    }
    assertFair(shares(after, 5)[4], CLIENTS, 5);
  }

  @ParameterizedTest
  @EnumSource
  void withWeightsEachSlotHasItsShareOfTheClients(Clients clients) {
    long[] shares = shares(clients.slots(4, _ -> true, slot -> slot == 0 ? 0.25 : 0.75), 4);
    assertFair(shares[0], CLIENTS, 10); // 0.25 of 2.5
    for (int slot = 1; slot < 4; slot++) {
      assertFair(shares[slot], 3 * CLIENTS, 10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withEqualWeightsEachClientHasTheSlotThatItHasWithoutWeights(Clients clients) {
    assertThat(clients.slots(5, slot -> slot != 1, _ -> 0.3))
        .isEqualTo(clients.slots(5, slot -> slot != 1));
  }

  @ParameterizedTest
  @EnumSource
  void whenAWeightRisesClientsMoveOnlyToItsSlotAndOnce(Clients clients) {
    int[] before = clients.slots(4, slot -> slot != 2);
    for (double weight : new double[] {1e-9, 0.01, 0.1, 0.5, 0.9, 1}) {
      int[] after = clients.slots(4, _ -> true, slot -> slot == 2 ? weight : 1);
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(after[i]).isIn(before[i], 2);
      }
      before = after;
    }
    assertThat(before).isEqualTo(slots(clients, 4));
  }

  @Test
  void aHostHasTheSameKeyEachTime() throws UnknownHostException {
    byte[] host = InetAddress.getByName("192.0.2.7").getAddress();
    assertThat(RendezvousHash.key(host)).isEqualTo(RendezvousHash.key(host.clone()));
  }

  @Test
  void hostsThatDifferInOneBitHaveDifferentKeys() {
    byte[] zeros = new byte[16];
    Stream<Long> keys =
        IntStream.range(0, 128).mapToObj(bit -> flip(zeros, bit)).map(RendezvousHash::key);
    assertThat(Stream.concat(keys, Stream.of(RendezvousHash.key(zeros)))).doesNotHaveDuplicates();
  }

  private static byte[] flip(byte[] host, int bit) {
    byte[] flipped = host.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  @Test
  void ifNoSlotIsUsableNoneIsChosen() {
    assertThat(RendezvousHash.choose(7, 3, _ -> false)).isEqualTo(-1);
    assertThat(RendezvousHash.choose(7, 0, _ -> true)).isEqualTo(-1);
  }
}
