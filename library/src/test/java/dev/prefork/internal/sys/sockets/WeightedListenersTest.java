package dev.prefork.internal.sys.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel selects sockets in proportion to their weights. */
class WeightedListenersTest {
  private static final Sockets.Options OPTIONS = new Sockets.Options(false, true, 0, new int[0]);
  private static final int CLIENTS = 4000;

  /** With Bernstein's inequality, a share is further off in fewer than 2·e^-23 tests. */
  private static final double LOG_OF_RARITY = 23;

  private final Sockets sockets = new Sockets();
  private final List<Fd> members = new ArrayList<>();
  private Fd reserved;
  private InetSocketAddress where;
  private ListenerGroup group;

  @BeforeEach
  void reserve() throws IOException {
    reserved =
        sockets.reserve(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), OPTIONS);
    where = sockets.localAddress(reserved);
    open(4, false);
  }

  private void open(int count, boolean byProcessor) throws IOException {
    group = new ListenerGroup(sockets, where, OPTIONS, byProcessor);
    for (int i = 0; i < count; i++) {
      members.add(group.add(10));
    }
  }

  @AfterEach
  void close() {
    group.close();
    reserved.close();
  }

  /** Connects clients and returns how many connections each member has got. */
  private int[] connect() throws IOException {
    int[] counts = new int[members.size()];
    for (int i = 0; i < CLIENTS; i++) {
      try (Socket client = new Socket(where.getAddress(), where.getPort())) {
        counts[receiver(client)]++;
      }
    }
    return counts;
  }

  private int receiver(Socket client) throws ErrnoException {
    for (int i = 0; i < members.size(); i++) {
      Connection connection = sockets.accept(members.get(i));
      if (connection != null) {
        connection.close();
        return i;
      }
    }
    throw new AssertionError("nobody got " + client);
  }

  /** The distance is t with LOG_OF_RARITY = t² / (2 (variance + t/3)). */
  private static void assertShare(int count, double share) {
    double variance = CLIENTS * share * (1 - share);
    double third = LOG_OF_RARITY / 3;
    double distance = third + Math.sqrt(third * third + 2 * LOG_OF_RARITY * variance);
    assertThat((double) count).isBetween(CLIENTS * share - distance, CLIENTS * share + distance);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSocketWithAQuarterGetsAQuarterOfTheOthersConnections(boolean byProcessor)
      throws IOException {
    group.close();
    members.clear();
    open(2, byProcessor);
    group.choose(members, new double[] {1, 0.25});
    int[] counts = connect();
    assertShare(counts[0], 0.8);
    assertShare(counts[1], 0.2);
  }

  @Test
  void eachOfSeveralGetsItsShareAndNoOtherAny() throws IOException {
    group.choose(
        List.of(members.get(3), members.get(0), members.get(1)), new double[] {0.25, 0.5, 1});
    int[] counts = connect();
    assertShare(counts[3], 1 / 7.0);
    assertShare(counts[0], 2 / 7.0);
    assertShare(counts[1], 4 / 7.0);
    assertThat(counts[2]).isZero();
  }

  @Test
  void weightsStayWithTheirSocketsWhenAnotherIsGone() throws IOException {
    group.choose(List.of(members.get(1), members.get(3)), new double[] {0.25, 1});
    group.remove(members.removeFirst());
    int[] counts = connect();
    assertShare(counts[0], 0.2);
    assertShare(counts[2], 0.8);
  }

  @Test
  void equalWeightsGiveEqualShares() throws IOException {
    group.choose(members, new double[] {0.25, 0.1, 0.25, 0.1});
    group.choose(members, new double[] {0.25, 0.25, 0.25, 0.25});
    for (int count : connect()) {
      assertShare(count, 0.25);
    }
  }

  @Test
  void aSocketWithATinyWeightTakesNothingFromOthers() throws IOException {
    group.choose(members.subList(0, 2), new double[] {1, Double.MIN_VALUE});
    // each goes to the other with a probability of 2^-32
    assertThat(connect()[0]).isGreaterThanOrEqualTo(CLIENTS - 1);
  }
}
