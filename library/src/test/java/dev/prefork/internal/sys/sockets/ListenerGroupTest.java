package dev.prefork.internal.sys.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerGroupTest {
  private static final Sockets.Options OPTIONS = new Sockets.Options(false, true, 0, new int[0]);
  private static final int BACKLOG = 1000;

  private final long before = Descriptors.count();
  private final Sockets sockets = new Sockets();
  private final List<Socket> clients = new ArrayList<>();
  private Fd reserved;
  private InetSocketAddress where;
  private ListenerGroup group;

  @BeforeEach
  void reserve() throws IOException {
    reserved =
        sockets.reserve(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), OPTIONS);
    where = sockets.localAddress(reserved);
    group = new ListenerGroup(sockets, where, OPTIONS, false);
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    group.close();
    reserved.close();
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  private List<Fd> members(int count) throws IOException {
    List<Fd> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(group.add(BACKLOG));
    }
    choose(members);
    return members;
  }

  private void choose(List<Fd> chosen) throws ErrnoException {
    double[] equal = new double[chosen.size()];
    Arrays.fill(equal, 1);
    group.choose(chosen, equal);
  }

  private void connect(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(new Socket(where.getAddress(), where.getPort()));
    }
  }

  private List<Integer> waiting(List<Fd> members) throws ErrnoException {
    List<Integer> counts = new ArrayList<>();
    for (Fd member : members) {
      counts.add(sockets.pendingConnections(member));
    }
    return counts;
  }

  @Test
  void socketsThatAreMadeLaterHaveTheOptionsThatWereSetSince() throws IOException {
    int[] deferAccept = {9, 5}; // TCP_DEFER_ACCEPT, for five seconds: who says nothing must wait
    Fd earlier = members(1).getFirst();
    group.options(new Sockets.Options(false, true, 0, deferAccept));
    Fd later = group.add(BACKLOG);
    connect(3);
    choose(List.of(later));
    connect(3);

    assertThat(waiting(List.of(earlier, later))).containsExactly(3, 0);
  }

  @Test
  void eachOfTheChosenGetsItsShareAndNobodyElseAny() throws IOException {
    List<Fd> members = members(4);
    choose(List.of(members.get(3), members.get(1)));
    connect(100);

    List<Integer> waiting = waiting(members);
    assertThat(waiting.get(1) + waiting.get(3)).isEqualTo(100);
    // of 100 throws of a fair coin: not even once in a million tests
    assertThat(waiting.get(1)).isBetween(20, 80);
  }

  @Test
  void whoIsAddedGetsNothingBeforeItIsChosen() throws IOException {
    List<Fd> members = members(1);
    Fd late = group.add(BACKLOG);
    connect(20);
    assertThat(sockets.pendingConnections(late)).isZero();

    choose(List.of(late));
    connect(20);
    assertThat(sockets.pendingConnections(late)).isEqualTo(20);
    assertThat(waiting(members)).containsExactly(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theOthersAreStillMeantWhenOneIsGone(int gone) throws IOException {
    List<Fd> members = members(4);
    Fd one = members.get((gone + 1) % 4);
    choose(List.of(one));
    group.remove(members.remove(gone));
    connect(20);
    assertThat(sockets.pendingConnections(one)).isEqualTo(20);

    choose(members);
    connect(60);
    assertThat(waiting(members)).allMatch(count -> count > 0);
  }

  @Test
  void byProcessorOneOfThemIsChosenForEach() throws IOException {
    group.close();
    group = new ListenerGroup(sockets, where, OPTIONS, true);
    List<Fd> members = members(64);
    connect(50);

    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(
            waiting(members).subList(0, Math.min(64, processors)).stream().mapToInt(i -> i).sum())
        .isEqualTo(50);
  }

  @Test
  void anAddressWhereSomebodyListensIsRefused() throws IOException {
    members(1);
    assertThatThrownBy(() -> sockets.reserve(where, OPTIONS))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("Address already in use");
  }

  @Test
  void whatIsReservedNobodyElseCanListenOn() throws IOException {
    assertThatThrownBy(
            () -> sockets.listen(where, new Sockets.Options(false, false, 0, new int[0]), 1))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("Address already in use");
  }

  @Test
  void waitingConnectionsAreCountedUntilTheyAreAccepted() throws IOException {
    List<Fd> members = members(1);
    assertThat(waiting(members)).containsExactly(0);
    connect(3);
    assertThat(waiting(members)).containsExactly(3);
    try (Fd connection = sockets.accept(members.getFirst()).fd()) {
      assertThat(connection.isOpen()).isTrue();
      assertThat(waiting(members)).containsExactly(2);
    }
  }
}
