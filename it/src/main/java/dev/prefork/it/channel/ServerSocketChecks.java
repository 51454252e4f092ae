package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Checks.until;
import static dev.prefork.it.channel.Fixture.freeAddress;
import static dev.prefork.it.channel.Fixture.isRefused;
import static dev.prefork.it.channel.Fixture.loopback;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;

/** Server sockets that are bound to a port with a number, and some that are not. */
final class ServerSocketChecks implements ServerChannelProgram.Family {
  private static final int SHORT = 20;
  private static final int MANY = 50;

  @Override
  public void addTo(Checks checks) {
    checks.add("a server socket knows its addresses", this::addresses);
    checks.add("a server socket of all addresses", this::wildcard);
    checks.add("a server socket of IPv6", this::ipv6);
    checks.add("server and client sockets with port 0", this::portZero);
    checks.add("a port that is taken is a server socket's BindException", this::taken);
    checks.add("an address that is not this machine's cannot be bound", this::foreign);
    checks.add("a server socket binds once", this::bindsOnce);
    checks.add("an unbound server socket cannot accept", this::unbound);
    checks.add("a closed server socket does nothing", this::closed);
    checks.add("a server socket's port can be bound again", this::again);
    checks.add("a server socket's options stay", this::options);
    checks.add("a server socket refuses options", this::wrongOptions);
    checks.add("a subclass makes its own sockets", this::subclass);
    checks.add("an accepted socket is an ordinary one", this::accepted);
    checks.add("an accepted socket times out and is closed", this::acceptedTimesOut);
    checks.add("TLS server sockets accept", this::tls);
    checks.add("nobody connects to a closed server socket", this::refuses);
  }

  static ServerSocket server() throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(freeAddress());
    return server;
  }

  static Socket client(ServerSocket server) throws IOException {
    return new Socket(server.getInetAddress(), server.getLocalPort());
  }

  static void talk(Socket one, Socket other) throws IOException {
    one.getOutputStream().write(17);
    same(other.getInputStream().read(), 17);
    other.getOutputStream().write(18);
    same(one.getInputStream().read(), 18);
  }

  private void addresses() throws IOException {
    InetSocketAddress address = freeAddress();
    try (ServerSocket server = new ServerSocket(address.getPort(), MANY, loopback(0).getAddress());
        Socket client = client(server);
        Socket accepted = server.accept()) {
      that(server.isBound(), "bound");
      same(server.getLocalSocketAddress(), address);
      same(server.getLocalPort(), address.getPort());
      same(server.getInetAddress(), address.getAddress());
      same(server.getChannel(), null);
      same(server.toString(), "ServerSocket[addr=/127.0.0.1,localport=" + address.getPort() + "]");
      same(accepted.getRemoteSocketAddress(), client.getLocalSocketAddress());
      same(accepted.getLocalSocketAddress(), client.getRemoteSocketAddress());
      same(accepted.getLocalPort(), address.getPort());
      same(accepted.getChannel(), null);
    }
  }

  private void wildcard() throws IOException {
    int port = freeAddress().getPort();
    try (ServerSocket server = new ServerSocket(port);
        Socket client = new Socket(loopback(0).getAddress(), port);
        Socket accepted = server.accept()) {
      same(server.toString(), "ServerSocket[addr=0.0.0.0/0.0.0.0,localport=" + port + "]");
      same(accepted.getRemoteSocketAddress(), client.getLocalSocketAddress());
      talk(client, accepted);
    }
  }

  private void ipv6() throws Exception {
    InetSocketAddress address = Fixture.loopback6(freeAddress().getPort());
    if (!Fixture.IPV6) {
      try (ServerSocket server = new ServerSocket()) {
        fails(SocketException.class, () -> server.bind(address));
      }
      return;
    }
    try (ServerSocket server = new ServerSocket(address.getPort(), 1, address.getAddress());
        Socket client = client(server);
        Socket accepted = server.accept()) {
      same(accepted.getRemoteSocketAddress(), client.getLocalSocketAddress());
      talk(client, accepted);
    }
  }

  private void portZero() throws Exception {
    ServerSocket server = new ServerSocket(0);
    that(server.getLocalPort() > 0, "a port");
    server.setSoTimeout(SHORT);
    fails(SocketTimeoutException.class, server::accept);
    server.setSoTimeout(0);
    var accepting = new Fixture.Task<>(false, server::accept).waiting();
    try (Socket client = client(server);
        Socket accepted = accepting.get()) {
      talk(client, accepted);
    }
    var another = new Fixture.Task<>(true, server::accept).waiting();
    server.close();
    same(fails(SocketException.class, another::get).getMessage(), "Socket closed");
  }

  private void taken() throws Exception {
    try (ServerSocket foreign = new ServerSocket(0, 1, loopback(0).getAddress());
        ServerSocket server = new ServerSocket()) {
      InetSocketAddress address = loopback(foreign.getLocalPort());
      fails(BindException.class, () -> server.bind(address));
      fails(
          BindException.class,
          () -> new ServerSocket(address.getPort(), 1, address.getAddress()).close());
      that(!server.isBound() && !server.isClosed(), "neither bound nor closed");
      server.bind(freeAddress());
      try (Socket client = client(server);
          Socket accepted = server.accept()) {
        talk(client, accepted);
      }
      fails(
          BindException.class,
          () -> new ServerSocket(server.getLocalPort(), 1, server.getInetAddress()).close());
    }
  }

  private void foreign() throws Exception {
    InetSocketAddress address = new InetSocketAddress("192.0.2.1", freeAddress().getPort());
    try (ServerSocket server = new ServerSocket()) {
      fails(BindException.class, () -> server.bind(address));
      SocketException failure =
          fails(
              SocketException.class,
              () -> server.bind(InetSocketAddress.createUnresolved("nowhere", 1)));
      same(failure.getMessage(), "Unresolved address");
    }
  }

  private void bindsOnce() throws Exception {
    try (ServerSocket server = server()) {
      SocketException failure = fails(SocketException.class, () -> server.bind(freeAddress()));
      same(failure.getMessage(), "Already bound");
    }
  }

  private void unbound() throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      same(server.toString(), "ServerSocket[unbound]");
      same(server.getLocalPort(), -1);
      same(server.getInetAddress(), null);
      SocketException failure = fails(SocketException.class, server::accept);
      same(failure.getMessage(), "Socket is not bound yet");
    }
  }

  private void closed() throws Exception {
    ServerSocket server = server();
    InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
    server.close();
    server.close();
    same(fails(SocketException.class, server::accept).getMessage(), "Socket is closed");
    fails(SocketException.class, () -> server.bind(freeAddress()));
    fails(SocketException.class, () -> server.setSoTimeout(1));
    fails(SocketException.class, server::getReuseAddress);
    that(server.isBound() && server.isClosed(), "bound and closed");
    same(server.getLocalSocketAddress(), address);
    ServerSocket unbound = new ServerSocket();
    unbound.close();
    fails(SocketException.class, unbound::accept);
  }

  private void again() throws Exception {
    InetSocketAddress address = freeAddress();
    for (int i = 0; i < 10; i++) {
      try (ServerSocket server = new ServerSocket(address.getPort(), 1, address.getAddress());
          Socket client = client(server);
          Socket accepted = server.accept()) {
        talk(client, accepted);
      }
    }
  }

  private void options() throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      same(server.getReuseAddress(), true);
      server.setReceiveBufferSize(70_000);
      server.setReuseAddress(true);
      server.setOption(StandardSocketOptions.IP_TOS, 8);
      server.setPerformancePreferences(1, 2, 3);
      server.bind(freeAddress());
      same(server.getReceiveBufferSize(), 70_000);
      same(server.getReuseAddress(), true);
      same(server.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
      same(server.getOption(StandardSocketOptions.SO_REUSEPORT), false);
      same(server.getSoTimeout(), 0);
      that(server.supportedOptions().contains(StandardSocketOptions.IP_TOS), "traffic class");
      try (Socket client = client(server);
          Socket accepted = server.accept()) {
        same(accepted.getReceiveBufferSize(), 70_000);
        same(accepted.getSoTimeout(), 0);
        talk(client, accepted);
      }
    }
  }

  private void wrongOptions() throws Exception {
    try (ServerSocket server = server()) {
      fails(
          UnsupportedOperationException.class,
          () -> server.setOption(StandardSocketOptions.TCP_NODELAY, true));
      fails(
          UnsupportedOperationException.class,
          () -> server.getOption(StandardSocketOptions.TCP_NODELAY));
      fails(IllegalArgumentException.class, () -> server.setSoTimeout(-1));
      fails(IllegalArgumentException.class, () -> server.setReceiveBufferSize(0));
    }
  }

  /** As RMI's factory for local connections does. */
  private static final class Counting extends ServerSocket {
    private int count;

    private Counting() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      Socket socket = new Socket();
      socket.setSoTimeout(SHORT);
      implAccept(socket);
      count++;
      return socket;
    }
  }

  private void subclass() throws Exception {
    try (Counting server = new Counting()) {
      server.bind(freeAddress());
      try (Socket client = client(server);
          Socket accepted = server.accept()) {
        same(server.count, 1);
        same(accepted.getSoTimeout(), SHORT);
        fails(SocketTimeoutException.class, () -> accepted.getInputStream().read());
        talk(client, accepted);
      }
    }
  }

  private void accepted() throws Exception {
    byte[] much = new byte[1_000_000];
    try (ServerSocket server = server();
        Socket client = client(server)) {
      Socket accepted = server.accept();
      accepted.setTcpNoDelay(true);
      accepted.setKeepAlive(true);
      that(accepted.isBound() && accepted.isConnected() && !accepted.isClosed(), "connected");
      var sending =
          new Fixture.Task<>(
              true,
              () -> {
                client.getOutputStream().write(much);
                client.shutdownOutput();
                return true;
              });
      same(accepted.getInputStream().readAllBytes().length, much.length);
      same(sending.get(), true);
      accepted.getOutputStream().write(much);
      accepted.close();
      same(client.getInputStream().readAllBytes().length, much.length);
    }
  }

  private void acceptedTimesOut() throws Exception {
    try (ServerSocket server = server();
        Socket client = client(server)) {
      Socket accepted = server.accept();
      accepted.setSoTimeout(SHORT);
      fails(SocketTimeoutException.class, () -> accepted.getInputStream().read());
      accepted.setSoTimeout(0);
      var reading = new Fixture.Task<>(false, () -> accepted.getInputStream().read()).waiting();
      accepted.close();
      same(fails(SocketException.class, reading::get).getMessage(), "Socket closed");
      same(client.getInputStream().read(), -1);
    }
  }

  private void tls() throws IOException {
    InetSocketAddress address = freeAddress();
    try (ServerSocket server =
            SSLServerSocketFactory.getDefault()
                .createServerSocket(address.getPort(), 1, address.getAddress());
        Socket client = client(server);
        Socket accepted = server.accept()) {
      that(accepted instanceof SSLSocket, "it is of TLS");
      same(accepted.getRemoteSocketAddress(), client.getLocalSocketAddress());
    }
  }

  private void refuses() throws Exception {
    ServerSocket server = server();
    InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
    var accepting = new Fixture.Task<>(false, server::accept).inside();
    server.close();
    fails(SocketException.class, accepting::get);
    until(() -> isRefused(address));
  }
}
