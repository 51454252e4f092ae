package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Fixture.client;
import static dev.prefork.it.channel.Fixture.server;
import static dev.prefork.it.channel.Fixture.talk;

import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An accepted channel is an ordinary one. */
final class AcceptedChecks implements ServerChannelProgram.Family {
  /** With a client that is connected to it. */
  private interface Body {
    void run(SocketChannel accepted, SocketChannel client) throws Exception;
  }

  @Override
  public void addTo(Checks checks) {
    checks.add("an accepted channel is open, connected and blocking", with(this::state));
    checks.add("an accepted channel's addresses are the client's", with(this::addresses));
    checks.add("an accepted channel's socket works", with(this::socket));
    checks.add("an accepted channel's options work", with(this::options));
    checks.add("an accepted channel works with a selector", with(this::selector));
    checks.add("an accepted channel sends files", with(this::transfer));
    checks.add("an accepted channel's end is seen by the client", with(this::end));
    checks.add("a closed accepted channel ends the connection", with(this::close));
    checks.add("a virtual thread reads an accepted channel", with(this::virtual));
    checks.add("an accepted channel of an IPv4 server works", this::ofInet);
    checks.add("an accepted channel lives on without its server", this::outlives);
  }

  private static Checks.Body with(Body body) {
    return () -> {
      try (ServerSocketChannel server = server();
          SocketChannel client = client(server);
          SocketChannel accepted = server.accept()) {
        same(accepted.provider(), server.provider());
        body.run(accepted, client);
      }
    };
  }

  private void state(SocketChannel accepted, SocketChannel client) throws IOException {
    that(accepted.isOpen(), "open");
    that(accepted.isConnected(), "connected");
    that(accepted.isBlocking(), "blocking");
    that(!accepted.isConnectionPending(), "nothing pending");
    that(!accepted.isRegistered(), "not registered");
    same(accepted.getClass().getName(), client.getClass().getName());
    talk(client, accepted);
  }

  private void addresses(SocketChannel accepted, SocketChannel client) throws IOException {
    same(accepted.getRemoteAddress(), client.getLocalAddress());
    same(accepted.getLocalAddress(), client.getRemoteAddress());
  }

  private void socket(SocketChannel accepted, SocketChannel client) throws IOException {
    Socket socket = accepted.socket();
    same(socket.getRemoteSocketAddress(), client.getLocalAddress());
    same(socket.getLocalSocketAddress(), client.getRemoteAddress());
    that(socket.isBound() && socket.isConnected(), "bound and connected");
    client.write(ByteBuffer.wrap(new byte[] {5}));
    socket.setSoTimeout(10_000);
    same(socket.getInputStream().read(), 5);
    socket.getOutputStream().write(6);
    ByteBuffer heard = ByteBuffer.allocate(1);
    client.read(heard);
    same((int) heard.get(0), 6);
  }

  private void options(SocketChannel accepted, SocketChannel client) throws IOException {
    for (boolean on : new boolean[] {true, false}) {
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, on);
      same(accepted.getOption(StandardSocketOptions.TCP_NODELAY), on);
      accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, on);
      same(accepted.getOption(StandardSocketOptions.SO_KEEPALIVE), on);
    }
    accepted.setOption(StandardSocketOptions.IP_TOS, 8);
    same(accepted.getOption(StandardSocketOptions.IP_TOS), 8);
    same(accepted.supportedOptions(), client.supportedOptions());
  }

  private void selector(SocketChannel accepted, SocketChannel client) throws IOException {
    try (Selector selector = Selector.open()) {
      accepted.configureBlocking(false);
      SelectionKey key = accepted.register(selector, SelectionKey.OP_READ);
      same(selector.selectNow(), 0);
      client.write(ByteBuffer.wrap(new byte[] {5}));
      same(selector.select(10_000), 1);
      that(key.isReadable(), "readable");
      same(accepted.read(ByteBuffer.allocate(10)), 1);
      same(accepted.read(ByteBuffer.allocate(10)), 0);
    }
  }

  private void transfer(SocketChannel accepted, SocketChannel client) throws Exception {
    Path file = Files.createTempFile("transfer", null);
    try (FileChannel source =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      source.write(ByteBuffer.allocate(300_000));
      var receiving =
          new Fixture.Task<>(
              false,
              () -> {
                ByteBuffer heard = ByteBuffer.allocate(400_000);
                int count = client.read(heard);
                while (count >= 0) {
                  count = client.read(heard);
                }
                return heard.position();
              });
      long sent = 0;
      while (sent < 300_000) {
        sent += source.transferTo(sent, 300_000 - sent, accepted);
      }
      accepted.shutdownOutput();
      same(receiving.get(), 300_000);
    }
  }

  private void end(SocketChannel accepted, SocketChannel client) throws IOException {
    accepted.shutdownOutput();
    same(client.read(ByteBuffer.allocate(1)), -1);
    client.write(ByteBuffer.wrap(new byte[] {5}));
    same(accepted.read(ByteBuffer.allocate(1)), 1);
    client.shutdownOutput();
    same(accepted.read(ByteBuffer.allocate(1)), -1);
  }

  private void close(SocketChannel accepted, SocketChannel client) throws IOException {
    accepted.close();
    same(client.read(ByteBuffer.allocate(1)), -1); // nobody else has the socket open
  }

  private void virtual(SocketChannel accepted, SocketChannel client) throws Exception {
    var reading = new Fixture.Task<>(true, () -> accepted.read(ByteBuffer.allocate(10))).waiting();
    client.write(ByteBuffer.wrap(new byte[] {5, 6}));
    that(reading.get() > 0, "something was read");
  }

  private void ofInet() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      server.bind(Fixture.loopback(0));
      try (SocketChannel client = client(server);
          SocketChannel accepted = server.accept()) {
        same(accepted.getRemoteAddress(), client.getLocalAddress());
        same(accepted.getLocalAddress(), client.getRemoteAddress());
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        talk(client, accepted);
      }
    }
  }

  private void outlives() throws IOException {
    ServerSocketChannel server = server();
    try (SocketChannel client = client(server);
        SocketChannel accepted = server.accept()) {
      server.close();
      talk(client, accepted);
    }
  }
}
