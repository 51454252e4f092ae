package dev.prefork.internal.sys.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Processes;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {
  private static final Sockets.Options IPV4 = options(false);
  private static final Sockets.Options IPV6 = options(true);
  private static final byte[] LOOPBACK4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private static Sockets.Options options(boolean ipv6) {
    return new Sockets.Options(ipv6, true, 0, new int[0]);
  }

  private final long before = Descriptors.count();
  private final Sockets sockets = new Sockets();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void noDescriptorIsLeft() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  @Test
  void anIpv4SocketListensOnTheRealPortAndSeesIpv4Clients() throws Exception {
    Fd listener = listen(LOOPBACK4, IPV4);
    InetSocketAddress local = sockets.localAddress(listener);
    assertThat(local.getAddress()).isEqualTo(InetAddress.getByAddress(LOOPBACK4));
    assertThat(local.getPort()).isPositive();
    assertSeen(listener, connect(LOOPBACK4, local.getPort()));
  }

  @Test
  void anIpv6SocketSeesIpv6Clients() throws Exception {
    Fd listener = listen(LOOPBACK6, IPV6);
    InetSocketAddress local = sockets.localAddress(listener);
    assertThat(local.getAddress()).isEqualTo(InetAddress.getByAddress(LOOPBACK6));
    assertSeen(listener, connect(LOOPBACK6, local.getPort()));
  }

  @Test
  void theWildcardOfADualStackSocketSeesBothAndIpv4AsSuch() throws Exception {
    Fd listener = listen(new byte[16], IPV6);
    InetSocketAddress local = sockets.localAddress(listener);
    assertThat(local.getAddress().isAnyLocalAddress()).isTrue();
    assertThat(local.getAddress()).isInstanceOf(Inet6Address.class);
    assertThat(assertSeen(listener, connect(LOOPBACK4, local.getPort())))
        .isInstanceOf(Inet4Address.class);
    assertThat(assertSeen(listener, connect(LOOPBACK6, local.getPort())))
        .isInstanceOf(Inet6Address.class);
  }

  @Test
  void anIpv4AddressOnAnIpv6SocketIsItself() throws Exception {
    Fd listener = listen(LOOPBACK4, IPV6);
    InetSocketAddress local = sockets.localAddress(listener);
    assertThat(local.getAddress()).isInstanceOf(Inet4Address.class);
    assertSeen(listener, connect(LOOPBACK4, local.getPort()));
  }

  private Fd listen(byte[] host, Sockets.Options options) throws IOException {
    InetSocketAddress where = new InetSocketAddress(InetAddress.getByAddress(host), 0);
    Fd listener = sockets.listen(where, options, 10);
    open.add(listener);
    return listener;
  }

  private Socket connect(byte[] host, int port) throws IOException {
    Socket client = new Socket(InetAddress.getByAddress(host), port);
    open.add(client);
    return client;
  }

  private InetAddress assertSeen(Fd listener, Socket client) throws IOException {
    Connection connection = accept(listener);
    InetSocketAddress peer = SocketAddresses.decode(connection.peer());
    assertThat(peer).isEqualTo(client.getLocalSocketAddress());
    assertThat(sockets.localAddress(connection.fd())).isEqualTo(client.getRemoteSocketAddress());
    connection.close();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    return peer.getAddress();
  }

  private Connection accept(Fd listener) throws IOException {
    List<Connection> accepted = new ArrayList<>();
    try (Epoll epoll = new Epoll()) {
      epoll.add(listener, Epoll.READABLE, _ -> accepted.add(sockets.accept(listener)));
      epoll.await(
          10_000,
          (_, fault) -> {
            throw new AssertionError(fault);
          });
    }
    return accepted.getFirst();
  }

  @Test
  void acceptDoesNotWait() throws IOException {
    assertThat(sockets.accept(listen(LOOPBACK4, IPV4))).isNull();
  }

  @Test
  void aTakenPortIsRefusedWithAReasonAndLeavesNoSocket() throws IOException {
    InetSocketAddress taken = sockets.localAddress(listen(LOOPBACK4, IPV4));
    long descriptors = Descriptors.count();
    assertThatThrownBy(() -> sockets.listen(taken, IPV4, 10))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE))
        .hasMessage(
            "bind on 127.0.0.1:"
                + taken.getPort()
                + " failed: Address already in use (EADDRINUSE)");
    assertThat(Descriptors.count()).isEqualTo(descriptors);
  }

  @Test
  void anAddressOfAnotherMachineIsRefused() throws IOException {
    var foreign = new InetSocketAddress(InetAddress.getByAddress(new byte[] {8, 8, 8, 8}), 0);
    assertThatThrownBy(() -> sockets.listen(foreign, IPV4, 10))
        .hasMessageContaining("EADDRNOTAVAIL");
  }

  @Test
  void aBacklogCanGrow() throws IOException {
    Fd listener = listen(LOOPBACK4, IPV4);
    sockets.setBacklog(listener, 1000);
    Fd[] pair = pair();
    assertThatThrownBy(() -> sockets.setBacklog(pair[0], 5)).hasMessageContaining("listen on ");
  }

  @Test
  void aUnixSocketKnowsWhoConnects(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("s");
    Fd listener = sockets.listen(path, 0, 10);
    open.add(listener);
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(client);
    client.connect(UnixDomainSocketAddress.of(path));
    Connection connection = accept(listener);
    open.add(connection);
    Sockets.Peer peer = sockets.peer(connection.fd());
    assertThat((long) peer.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(peer.uid()).isEqualTo(Files.getAttribute(path, "unix:uid"));
    assertThatThrownBy(() -> sockets.localAddress(connection.fd()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is not a TCP or UDP socket");
  }

  @Test
  void theOtherEndsPathIsKnownIfItHasOne(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("s");
    Fd listener = sockets.listen(path, 0, 10);
    open.add(listener);
    for (String name : List.of("", directory.resolve("client").toString())) {
      SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
      open.add(client);
      if (!name.isEmpty()) {
        client.bind(UnixDomainSocketAddress.of(name));
      }
      client.connect(UnixDomainSocketAddress.of(path));
      Connection connection = accept(listener);
      open.add(connection);
      client.close();
      assertThat(sockets.peerPath(connection.fd())).hasToString(name);
    }
  }

  @Test
  void aLongPathWorksIfTheNameIsShort(@TempDir Path directory) throws Exception {
    Path deep =
        Files.createDirectories(directory.resolve("d".repeat(200)).resolve("e".repeat(100)));
    Fd listener = sockets.listen(deep.resolve("s"), 0, 10);
    open.add(listener);
    Path link = Files.createSymbolicLink(directory.resolve("short"), deep);
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(client);
    client.connect(UnixDomainSocketAddress.of(link.resolve("s")));
    open.add(accept(listener));
  }

  @Test
  void aPathThatIsTooLongIsRefused(@TempDir Path directory) {
    Path path = directory.resolve("s".repeat(108));
    assertThatThrownBy(() -> sockets.listen(path, 0, 10))
        .hasMessageContaining("File name too long");
  }

  @Test
  void aPathThatExistsIsRefused(@TempDir Path directory) throws IOException {
    Path path = Files.createFile(directory.resolve("s"));
    assertThatThrownBy(() -> sockets.listen(path, 0, 10)).hasMessageContaining("EADDRINUSE");
  }

  @Test
  void aDuplicateIsTheSameSocketAndLivesOn() throws IOException {
    Fd[] pair = pair();
    Fd copy = sockets.duplicate(pair[0].number());
    open.add(copy);
    assertThat(Descriptors.identity(copy)).isEqualTo(Descriptors.identity(pair[0]));
    pair[0].close();
    assertThat(Descriptors.isOpen(copy.number())).isTrue();
  }

  @Test
  void aNumberCanMeanAnotherSocket() throws IOException {
    Fd[] first = pair();
    Fd[] second = pair();
    sockets.replace(first[0].number(), second[0]);
    assertThat(Descriptors.identity(first[0])).isEqualTo(Descriptors.identity(second[0]));
  }

  private Fd[] pair() throws ErrnoException {
    Fd[] pair = sockets.pair();
    open.addAll(List.of(pair));
    return pair;
  }

  @Test
  void aSignalIsSentOrTheProcessIsGone() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    assertThat(Processes.signal(process.pid(), 9)).isTrue();
    assertThat(process.waitFor()).isEqualTo(137);
    assertThat(Processes.signal(process.pid(), 9)).isFalse();
    assertThatThrownBy(() -> Processes.signal(ProcessHandle.current().pid(), 1000))
        .hasMessageStartingWith("kill with signal 1000 on process ")
        .hasMessageEndingWith("Invalid argument (EINVAL)");
  }
}
