package dev.prefork.internal.sys.sockets;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of a connection in the kernel, and how one is ended that belongs to others. */
class TcpConnectionsTest {
  private static final Sockets.Options IPV6 = new Sockets.Options(true, true, 0, new int[0]);

  private final long before = Descriptors.count();
  private final Sockets sockets = new Sockets();
  private final TcpConnections connections = new TcpConnections();
  private final DescriptorSocket io = new DescriptorSocket(1024);
  private Fd listener;
  private Socket client;
  private Fd server;

  @BeforeEach
  void connect() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    listener = sockets.listen(new InetSocketAddress(loopback, 0), IPV6, 1);
    client = new Socket(loopback, sockets.localAddress(listener).getPort());
    server = requireNonNull(sockets.accept(listener)).fd();
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    client.close();
    server.close();
    listener.close();
    io.close();
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  private TcpInfo info() {
    return requireNonNull(connections.info(server.number()));
  }

  private void await(java.util.function.Predicate<TcpInfo> wanted) {
    long start = System.nanoTime();
    while (!wanted.test(info())) {
      assertThat(System.nanoTime() - start).as("%s", info()).isLessThan(10_000_000_000L);
      Thread.onSpinWait();
    }
  }

  @Test
  void aNewConnectionIsOpenAndNothingWasAsked() {
    TcpInfo info = info();
    assertThat(info.open()).isTrue();
    assertThat(info.received()).isZero();
    assertThat(info.unsent()).isFalse();
    assertThat(info.sentMillis()).isLessThan(10_000);
  }

  @Test
  void itIsKnownWhoHasSpokenLast() throws IOException {
    await(info -> info.sentMillis() > 50);
    client.getOutputStream().write(1);
    await(info -> info.received() == 1);
    assertThat(info().receivedMillis()).isLessThan(info().sentMillis());
    await(info -> info.receivedMillis() > 50);
    assertThat(io.send(server.number(), new byte[] {1}, 0, 1)).isEqualTo(1);
    assertThat(info().sentMillis()).isLessThan(info().receivedMillis());
    await(info -> !info.unsent());
    assertThat(info().acknowledgedMillis()).isLessThan(info().receivedMillis());
  }

  @Test
  void whatTheClientDoesNotReadIsUnsent() throws IOException {
    byte[] much = new byte[1024];
    while (io.send(server.number(), much, 0, much.length) != DescriptorSocket.NOT_NOW) {
      // until there is no room in either buffer
    }
    assertThat(info().unsent()).isTrue();
  }

  @Test
  void aConnectionThatIsEndedIsEndedForBothAndStaysItsOwners() throws IOException {
    InetSocketAddress peer = (InetSocketAddress) client.getLocalSocketAddress();
    connections.end(server.number(), peer);
    assertThat(client.getInputStream().read()).isNegative();
    assertThat(info().open()).isFalse();
    assertThat(server.isOpen()).isTrue();
  }

  @Test
  void aNumberThatIsAnotherConnectionsByNowIsLeftAlone() throws IOException {
    connections.end(server.number(), new InetSocketAddress(client.getLocalAddress(), 1));
    assertThat(info().open()).isTrue();
  }

  @Test
  void nothingIsKnownOfWhatIsNoConnection() throws IOException {
    Fd[] pair = sockets.pair();
    assertThat(connections.info(pair[0].number())).isNull();
    pair[0].close();
    pair[1].close();
    assertThat(connections.info(1 << 20)).isNull();
  }
}
