package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Fixture.client;
import static dev.prefork.it.channel.Fixture.loopback;
import static dev.prefork.it.channel.Fixture.port;
import static dev.prefork.it.channel.Fixture.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The {@code ServerSocket} of a channel. */
final class AdaptorChecks implements ServerChannelProgram.Family {
  private static final int SHORT = 50;
  private static final int LONG = 15_000;

  @Override
  public void addTo(Checks checks) {
    checks.add("a socket knows its channel", this::channel);
    checks.add("a socket's state follows the channel's", this::state);
    checks.add("a socket says where it listens", this::text);
    checks.add("a socket can bind", this::bind);
    checks.add("a socket cannot bind to what is no address", this::noAddress);
    checks.add("a socket's options are the channel's", this::options);
    checks.add("a closed socket has no options", this::closedOptions);
    for (boolean virtual : new boolean[] {false, true}) {
      String thread = virtual ? " of a virtual thread" : " of a platform thread";
      checks.add("an accept runs out of time and succeeds later" + thread, () -> timeout(virtual));
      checks.add("closing ends a timed accept" + thread, () -> closing(virtual));
      checks.add("an interrupt ends a timed accept" + thread, () -> interrupt(virtual));
    }
    checks.add("timed and untimed accepts take turns", this::turns);
    checks.add("a socket accepts without a timeout", this::untimed);
    checks.add("an unbound socket cannot accept", this::unbound);
    checks.add("a closed socket cannot accept", this::closed);
    checks.add("a non-blocking channel's socket cannot wait", this::nonBlocking);
  }

  private void channel() throws IOException {
    try (ServerSocketChannel server = server()) {
      same(server.socket(), server.socket());
      same(server.socket().getChannel(), server);
    }
  }

  private void state() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    ServerSocket socket = server.socket();
    same(socket.isBound(), false);
    same(socket.getLocalPort(), -1);
    same(socket.getInetAddress(), null);
    same(socket.getLocalSocketAddress(), null);
    server.bind(loopback(0));
    int port = port(server);
    same(socket.isBound(), true);
    same(socket.isClosed(), false);
    same(socket.getLocalPort(), port);
    same(socket.getInetAddress(), loopback(0).getAddress());
    same(socket.getLocalSocketAddress(), loopback(port));
    socket.close();
    same(server.isOpen(), false);
    same(socket.isBound(), true);
    same(socket.isClosed(), true);
    same(socket.getLocalPort(), port);
    same(socket.getInetAddress(), loopback(0).getAddress());
    same(socket.getLocalSocketAddress(), loopback(port));
  }

  private void text() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      same(server.socket().toString(), "ServerSocket[unbound]");
      server.bind(loopback(0));
      same(
          server.socket().toString(),
          "ServerSocket[addr=/127.0.0.1,localport=" + port(server) + "]");
    }
  }

  private void bind() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.socket().bind(loopback(0), 10);
      SocketException twice = fails(SocketException.class, () -> server.socket().bind(loopback(0)));
      same(twice.getMessage(), "Already bound");
      try (SocketChannel client = client(server);
          Socket accepted = server.socket().accept()) {
        same(accepted.getRemoteSocketAddress(), client.getLocalAddress());
      }
    }
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.socket().bind(null);
      that(port(server) > 0, "a port");
    }
    ServerSocketChannel closed = ServerSocketChannel.open();
    closed.close();
    fails(ClosedChannelException.class, () -> closed.socket().bind(loopback(0)));
  }

  private void noAddress() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      ServerSocket socket = server.socket();
      InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
      SocketException failure = fails(SocketException.class, () -> socket.bind(unresolved));
      same(failure.getMessage(), "Unresolved address");
      failure =
          fails(SocketException.class, () -> socket.bind(UnixDomainSocketAddress.of("/tmp/none")));
      same(failure.getMessage(), "Unsupported address type");
    }
  }

  private void options() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      ServerSocket socket = server.socket();
      same(socket.getReuseAddress(), true);
      socket.setReuseAddress(false);
      same(server.getOption(StandardSocketOptions.SO_REUSEADDR), false);
      socket.setReceiveBufferSize(50_000);
      same(server.getOption(StandardSocketOptions.SO_RCVBUF), 50_000);
      same(socket.getReceiveBufferSize(), 50_000);
      fails(IllegalArgumentException.class, () -> socket.setReceiveBufferSize(0));
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      same(socket.getOption(StandardSocketOptions.SO_REUSEADDR), true);
      same(socket.supportedOptions(), server.supportedOptions());
      same(socket.getSoTimeout(), 0);
      socket.setSoTimeout(5);
      same(socket.getSoTimeout(), 5);
      fails(IllegalArgumentException.class, () -> socket.setSoTimeout(-1));
    }
  }

  private void closedOptions() throws Exception {
    ServerSocketChannel server = server();
    ServerSocket socket = server.socket();
    server.close();
    fails(SocketException.class, () -> socket.setSoTimeout(1));
    fails(SocketException.class, socket::getSoTimeout);
    fails(SocketException.class, socket::getReuseAddress);
    fails(SocketException.class, () -> socket.setReuseAddress(true));
    fails(SocketException.class, socket::getReceiveBufferSize);
    fails(SocketException.class, () -> socket.setReceiveBufferSize(1));
    fails(ClosedChannelException.class, () -> socket.getOption(StandardSocketOptions.SO_RCVBUF));
  }

  private void timeout(boolean virtual) throws Exception {
    try (ServerSocketChannel server = server()) {
      ServerSocket socket = server.socket();
      socket.setSoTimeout(SHORT);
      var accepting = new Fixture.Task<>(virtual, socket::accept);
      long start = System.nanoTime();
      SocketTimeoutException failure = fails(SocketTimeoutException.class, accepting::get);
      same(failure.getMessage(), "Accept timed out");
      that(System.nanoTime() - start < SHORT * 100_000_000L, "not much too late");
      that(server.isOpen(), "still open");
      socket.setSoTimeout(LONG);
      var later = new Fixture.Task<>(virtual, socket::accept).waiting();
      try (SocketChannel client = client(server);
          Socket accepted = later.get()) {
        same(accepted.getRemoteSocketAddress(), client.getLocalAddress());
        that(accepted.getChannel().isBlocking(), "blocking");
      }
    }
  }

  private void closing(boolean virtual) throws Exception {
    ServerSocketChannel server = server();
    server.socket().setSoTimeout(LONG);
    var accepting = new Fixture.Task<>(virtual, server.socket()::accept).inside();
    server.socket().close();
    fails(AsynchronousCloseException.class, accepting::get);
  }

  private void interrupt(boolean virtual) throws Exception {
    ServerSocketChannel server = server();
    server.socket().setSoTimeout(LONG);
    var accepting = new Fixture.Task<>(virtual, server.socket()::accept).inside();
    accepting.thread.interrupt();
    fails(ClosedByInterruptException.class, accepting::get);
    same(server.isOpen(), false);
  }

  private void turns() throws Exception {
    try (ServerSocketChannel server = server()) {
      for (int i = 0; i < 6; i++) {
        server.socket().setSoTimeout(i % 2 == 0 ? LONG : 0);
        var accepting = new Fixture.Task<>(i % 3 == 0, server.socket()::accept).waiting();
        try (SocketChannel client = client(server);
            Socket accepted = accepting.get()) {
          Fixture.talk(client, accepted.getChannel());
        }
        server.socket().setSoTimeout(1);
        fails(SocketTimeoutException.class, server.socket()::accept);
        server.configureBlocking(false);
        same(server.accept(), null);
        server.configureBlocking(true);
      }
    }
  }

  private void untimed() throws Exception {
    try (ServerSocketChannel server = server()) {
      var accepting = new Fixture.Task<>(false, server.socket()::accept).waiting();
      try (SocketChannel client = client(server);
          Socket accepted = accepting.get()) {
        Fixture.talk(client, accepted.getChannel());
      }
    }
  }

  private void unbound() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      SocketException failure = fails(SocketException.class, server.socket()::accept);
      same(failure.getMessage(), "Socket is not bound yet");
      server.socket().setSoTimeout(SHORT);
      fails(SocketException.class, server.socket()::accept);
    }
  }

  private void closed() throws Exception {
    ServerSocketChannel server = server();
    server.close();
    fails(ClosedChannelException.class, server.socket()::accept);
  }

  private void nonBlocking() throws Exception {
    try (ServerSocketChannel server = server()) {
      server.configureBlocking(false);
      fails(IllegalBlockingModeException.class, server.socket()::accept);
      server.socket().setSoTimeout(SHORT);
      fails(IllegalBlockingModeException.class, server.socket()::accept);
    }
  }
}
