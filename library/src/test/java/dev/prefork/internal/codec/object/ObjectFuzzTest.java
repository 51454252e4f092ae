package dev.prefork.internal.codec.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.codec.MalformedMessageException;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The seed is fixed: a failure is the same on every machine. */
class ObjectFuzzTest {

  private static final int ROUNDS = 40_000;

  record Part(int id, List<Object> values) {}

  @SuppressWarnings({"serial", "ArrayRecordComponent"}) // users have such records
  record Stored(String name, Object[] values) implements Serializable {}

  private final Random random = new Random(20261121);

  private static List<byte[]> good() {
    AllowedClasses.allow(Part.class, Stored.class);
    List<Object> self = new ArrayList<>();
    self.add(self);
    IdentityHashMap<String, Integer> identities = new IdentityHashMap<>();
    identities.put("a", 1);
    Properties properties = new Properties();
    properties.setProperty("a", "b");
    return encoded(
        List.of(1, "a", 2.5, true),
        new Object[] {new long[] {1, 2}, new byte[9], new int[1][1], "text", Integer.class},
        new HashMap<>(Map.of("a", List.of(), "b", self)),
        new Part(1, List.of(new Stored("s", new Object[] {1, null}))),
        new IllegalStateException("x", new RuntimeException("y")),
        new Object[] {new TreeMap<>(Map.of(1, 2)), new TreeSet<>(Set.of(3)), new ArrayDeque<>()},
        new Object[] {EnumSet.of(TimeUnit.DAYS), new EnumMap<>(Map.of(TimeUnit.HOURS, 1))},
        new Object[] {new BigDecimal("1.5"), BigInteger.TEN, new BitSet(5), new UUID(1, 2)},
        new Object[] {
          Instant.EPOCH,
          LocalDate.EPOCH,
          Instant.EPOCH.atZone(ZoneId.of("Europe/Zurich")),
          Locale.GERMANY
        },
        new Object[] {URI.create("a:b"), Pattern.compile("a"), Currency.getInstance("CHF")},
        new Object[] {
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
          properties,
          new HashSet<>(Set.of(1))
        },
        new Object[] {
          new ConcurrentHashMap<>(Map.of(1, 2)), new CopyOnWriteArrayList<>(List.of(1))
        },
        new Object[] {identities, new PriorityQueue<>(List.of(2, 1))},
        new Object[] {
          Collections.unmodifiableMap(new ConcurrentSkipListMap<>(Map.of(1, 2))),
          Collections.synchronizedList(Collections.singletonList(self))
        });
  }

  private static List<byte[]> encoded(Object... values) {
    return Arrays.stream(values).map(ObjectCodec::encode).toList();
  }

  @Test
  void whatIsCutOffIsRefusedAndNothingElse() {
    for (byte[] message : good()) {
      for (int length = 0; length < message.length; length++) {
        assertThat(isRefused(Arrays.copyOf(message, length))).as("%d bytes", length).isTrue();
      }
    }
  }

  @Test
  void aMutatedMessageIsReadOrRefusedAndNothingElse() {
    List<byte[]> good = good();
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] mutant = mutate(good.get(random.nextInt(good.size())).clone());
      refused += isRefused(mutant) ? 1 : 0;
    }
    assertThat(refused).isBetween(ROUNDS / 4, ROUNDS * 99 / 100);
  }

  private byte[] mutate(byte[] message) {
    byte[] mutant = message;
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      mutant = changed(mutant, random.nextInt(mutant.length));
    }
    return mutant;
  }

  private byte[] changed(byte[] bytes, int at) {
    int other = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] = (byte) (ObjectStreamConstants.TC_BASE + random.nextInt(15));
      case 2 -> bytes[at] = bytes[other];
      case 3 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 4 ->
          System.arraycopy(
              bytes, other, bytes, at, Math.min(9, bytes.length - Math.max(at, other)));
      default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0x7f);
    }
    return bytes;
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      ObjectCodec.decode(bytes);
      return false;
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
      assertThat(e.getMessage()).doesNotContain("\n");
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("for " + Arrays.toString(bytes), e);
    }
  }
}
