package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Fixture.IPV6;
import static dev.prefork.it.channel.Fixture.loopback;
import static dev.prefork.it.channel.Fixture.loopback6;
import static dev.prefork.it.channel.Fixture.port;
import static dev.prefork.it.channel.Fixture.server;
import static dev.prefork.it.channel.Fixture.talk;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** Which addresses a channel listens on, and which it cannot. */
final class AddressChecks implements ServerChannelProgram.Family {
  private static final InetSocketAddress UNRESOLVED =
      InetSocketAddress.createUnresolved("nowhere.invalid", 80);

  @Override
  public void addTo(Checks checks) {
    checks.add("no address means any address and any port", () -> wildcard(null));
    checks.add("port 0 means any port", () -> wildcard(new InetSocketAddress(0)));
    checks.add("an IPv4 address serves IPv4", () -> serves(loopback(0), loopback(0)));
    checks.add("two channels with port 0 have two ports", this::twoPorts);
    checks.add("a channel of family INET listens on IPv4 alone", this::inet);
    checks.add("an unresolved address is refused", this::unresolved);
    checks.add("another kind of address is refused", this::otherKind);
    checks.add("a taken port is refused, and another can be had", this::taken);
    checks.add("a port of the same process is refused", this::takenByItself);
    checks.add("an address of another machine is refused", this::foreign);
    checks.add("a channel's text says whether it is bound or closed", this::text);
    if (IPV6) {
      checks.add("an IPv6 address serves IPv6", () -> serves(loopback6(0), loopback6(0)));
      checks.add("a channel of family INET6 serves IPv6", this::inet6);
      checks.add("one of IPv4 and one of IPv6 are two ports", this::bothFamilies);
    } else {
      checks.add("there is no IPv6", this::noInet6);
    }
  }

  private void wildcard(@Nullable InetSocketAddress asked) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(asked)) {
      InetSocketAddress local = (InetSocketAddress) server.getLocalAddress();
      that(local.getAddress().isAnyLocalAddress(), "any address");
      same(local.getAddress() instanceof Inet6Address, IPV6);
      that(local.getPort() > 0, "a real port");
      connect(server, loopback(local.getPort()), Inet4Address.class);
      if (IPV6) {
        connect(server, loopback6(local.getPort()), Inet6Address.class);
      }
    }
  }

  private static void connect(
      ServerSocketChannel server, InetSocketAddress address, Class<? extends InetAddress> family)
      throws IOException {
    try (SocketChannel client = SocketChannel.open(address);
        SocketChannel accepted = server.accept()) {
      same(accepted.getRemoteAddress(), client.getLocalAddress());
      same(accepted.getLocalAddress(), address);
      InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteAddress();
      same(remote.getAddress().getClass(), family);
      talk(client, accepted);
    }
  }

  private void serves(InetSocketAddress asked, InetSocketAddress at) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(asked)) {
      InetSocketAddress address = new InetSocketAddress(at.getAddress(), port(server));
      same(server.getLocalAddress(), address);
      connect(server, address, at.getAddress().getClass());
    }
  }

  private void twoPorts() throws IOException {
    try (ServerSocketChannel one = server();
        ServerSocketChannel two = server()) {
      that(port(one) != port(two), "two ports");
      connect(one, loopback(port(one)), Inet4Address.class);
      connect(two, loopback(port(two)), Inet4Address.class);
    }
  }

  private void inet() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      if (IPV6) {
        fails(UnsupportedAddressTypeException.class, () -> server.bind(loopback6(0)));
      }
      server.bind(null);
      InetSocketAddress local = (InetSocketAddress) server.getLocalAddress();
      same(local.getAddress().getClass(), Inet4Address.class);
      connect(server, loopback(local.getPort()), Inet4Address.class);
      that(!IPV6 || Fixture.isRefused(loopback6(local.getPort())), "IPv4 alone");
    }
  }

  private void inet6() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
      server.bind(loopback6(0));
      connect(server, loopback6(port(server)), Inet6Address.class);
    }
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
      server.bind(loopback(0));
      connect(server, loopback(port(server)), Inet4Address.class);
    }
  }

  private void noInet6() throws Exception {
    fails(
        UnsupportedOperationException.class,
        () -> ServerSocketChannel.open(StandardProtocolFamily.INET6));
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      fails(UnsupportedAddressTypeException.class, () -> server.bind(loopback6(0)));
    }
  }

  private void bothFamilies() throws IOException {
    try (ServerSocketChannel four = ServerSocketChannel.open().bind(loopback(0));
        ServerSocketChannel six = ServerSocketChannel.open().bind(loopback6(port(four)))) {
      connect(six, loopback6(port(six)), Inet6Address.class);
      connect(four, loopback(port(four)), Inet4Address.class);
    }
  }

  private void unresolved() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      fails(UnresolvedAddressException.class, () -> server.bind(UNRESOLVED));
      same(server.getLocalAddress(), null);
      server.bind(loopback(0));
    }
  }

  private void otherKind() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      fails(
          UnsupportedAddressTypeException.class,
          () -> server.bind(UnixDomainSocketAddress.of("/tmp/none")));
      server.bind(loopback(0));
    }
  }

  /** A {@code ServerSocket} that has no channel is the worker's own. */
  private void taken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, loopback(0).getAddress());
        ServerSocketChannel server = ServerSocketChannel.open()) {
      InetSocketAddress address = loopback(other.getLocalPort());
      for (int i = 0; i < 3; i++) {
        BindException failure = fails(BindException.class, () -> server.bind(address));
        startsWith(failure.getMessage(), "Address already in use");
        same(server.getLocalAddress(), null);
      }
      fails(BindException.class, () -> server.socket().bind(address));
      server.bind(loopback(0));
      connect(server, loopback(port(server)), Inet4Address.class);
    }
  }

  private void takenByItself() throws Exception {
    try (ServerSocketChannel one = server();
        ServerSocketChannel two = ServerSocketChannel.open()) {
      BindException failure = fails(BindException.class, () -> two.bind(one.getLocalAddress()));
      startsWith(failure.getMessage(), "Address already in use");
      two.bind(loopback(0));
      connect(two, loopback(port(two)), Inet4Address.class);
      connect(one, loopback(port(one)), Inet4Address.class);
    }
  }

  private void foreign() throws Exception {
    byte[] host = {(byte) 192, 0, 2, 1}; // for documentation: RFC 5737
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      BindException failure =
          fails(
              BindException.class,
              () -> server.bind(new InetSocketAddress(InetAddress.getByAddress(host), 0)));
      startsWith(failure.getMessage(), "Cannot assign requested address");
    }
  }

  private static void startsWith(@Nullable String message, String reason) {
    that(message != null && message.startsWith(reason), message + " starts with " + reason);
  }

  private void text() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    that(server.toString().endsWith("[unbound]"), server.toString());
    server.close();
    that(server.toString().endsWith("[closed]"), server.toString());
  }
}
