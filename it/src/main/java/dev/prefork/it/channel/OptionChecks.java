package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Fixture.client;
import static dev.prefork.it.channel.Fixture.loopback;
import static dev.prefork.it.channel.Fixture.server;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/** Options of a server channel. */
final class OptionChecks implements ServerChannelProgram.Family {
  @Override
  public void addTo(Checks checks) {
    checks.add("the standard options are supported", this::supported);
    checks.add("options have the JDK's defaults", this::defaults);
    checks.add("what was set can be read", this::setAndGet);
    checks.add("an accepted channel has the server's receive buffer", this::inherited);
    checks.add("options can be set while listening", this::whileListening);
    checks.add("extended options are inherited by accepted channels", this::extended);
    checks.add("an unknown option is unsupported", this::unknown);
    checks.add("a wrong value is refused", this::wrong);
    checks.add("a closed channel has no options", this::closed);
  }

  private void supported() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      Set<SocketOption<?>> options = server.supportedOptions();
      that(options.contains(StandardSocketOptions.SO_RCVBUF), "SO_RCVBUF");
      that(options.contains(StandardSocketOptions.SO_REUSEADDR), "SO_REUSEADDR");
      that(options.contains(StandardSocketOptions.SO_REUSEPORT), "SO_REUSEPORT");
      fails(UnsupportedOperationException.class, options::clear);
      for (SocketOption<?> option : options) {
        that(server.getOption(option) != null, option + " has a value");
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void defaults() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      same(server.getOption(StandardSocketOptions.SO_REUSEADDR), true);
      same(server.getOption(StandardSocketOptions.SO_REUSEPORT), false);
      that(server.getOption(StandardSocketOptions.SO_RCVBUF) > 0, "some receive buffer");
    }
  }

  private void setAndGet() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      for (boolean on : new boolean[] {true, false}) {
        same(server.setOption(StandardSocketOptions.SO_REUSEADDR, on), server);
        same(server.getOption(StandardSocketOptions.SO_REUSEADDR), on);
        server.setOption(StandardSocketOptions.SO_REUSEPORT, on);
        same(server.getOption(StandardSocketOptions.SO_REUSEPORT), on);
      }
      server.setOption(StandardSocketOptions.SO_RCVBUF, 70_000);
      same(server.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
      server.bind(loopback(0));
      same(server.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
    }
  }

  private void inherited() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.setOption(StandardSocketOptions.SO_RCVBUF, 70_000);
      server.bind(loopback(0));
      try (SocketChannel client = client(server);
          SocketChannel accepted = server.accept()) {
        same(accepted.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
        that(client.isConnected(), "connected");
      }
    }
  }

  private void extended() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      that(server.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE), "TCP_KEEPIDLE");
      server.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 77);
      server.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 5);
      server.bind(loopback(0));
      same(server.getOption(ExtendedSocketOptions.TCP_KEEPIDLE), 77);
      try (SocketChannel client = client(server);
          SocketChannel accepted = server.accept()) {
        same(accepted.getOption(ExtendedSocketOptions.TCP_KEEPIDLE), 77);
        same(accepted.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT), 5);
        that(client.isConnected(), "connected");
      }
    }
  }

  private void whileListening() throws IOException {
    try (ServerSocketChannel server = server()) {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, false);
      same(server.getOption(StandardSocketOptions.SO_REUSEADDR), false);
      server.setOption(StandardSocketOptions.SO_RCVBUF, 70_000);
      same(server.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
    }
  }

  private void unknown() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      UnsupportedOperationException failure =
          fails(
              UnsupportedOperationException.class,
              () -> server.setOption(StandardSocketOptions.SO_LINGER, 1));
      same(failure.getMessage(), "'SO_LINGER' not supported");
      fails(
          UnsupportedOperationException.class,
          () -> server.getOption(StandardSocketOptions.TCP_NODELAY));
    }
  }

  @SuppressWarnings("NullAway") // null is what is tried
  private void wrong() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      fails(
          IllegalArgumentException.class,
          () -> server.setOption(StandardSocketOptions.SO_RCVBUF, null));
      fails(
          IllegalArgumentException.class,
          () -> server.setOption(StandardSocketOptions.SO_RCVBUF, -1));
      fails(NullPointerException.class, () -> server.setOption(null, 1));
      fails(NullPointerException.class, () -> server.getOption(null));
    }
  }

  private void closed() throws Exception {
    ServerSocketChannel server = server();
    server.close();
    fails(
        ClosedChannelException.class,
        () -> server.setOption(StandardSocketOptions.SO_RCVBUF, 70_000));
    fails(ClosedChannelException.class, () -> server.getOption(StandardSocketOptions.SO_RCVBUF));
    that(!server.supportedOptions().isEmpty(), "they are still known");
  }
}
