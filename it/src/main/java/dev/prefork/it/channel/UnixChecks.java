package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Fixture.talk;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Servers at a path. */
final class UnixChecks implements ServerChannelProgram.Family {
  @Override
  public void addTo(Checks checks) {
    checks.add("a Unix server accepts and both talk", this::accepts);
    checks.add("a Unix server works with a selector", this::selects);
    checks.add("a Unix server's address is the one asked for", this::relative);
    checks.add("a Unix server without an address has one", this::unnamed);
    checks.add("a client's own path is seen", this::clientsPath);
    checks.add("a path that is taken is a BindException", this::taken);
    checks.add("a Unix server binds once, and to paths only", this::wrongAddresses);
    checks.add("a Unix server has its options and no socket", this::options);
    checks.add("closing a Unix server ends its accept", this::close);
    checks.add("a deleted path can be bound again by the same process", this::again);
  }

  /** In a directory that is deleted, with all that is left there. */
  private interface Body {
    void run(ServerSocketChannel server, Path directory) throws Exception;
  }

  private static void withServer(Body body) throws Exception {
    Path directory = Files.createTempDirectory("unix");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      body.run(server, directory);
    } finally {
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file); // which the primary may have done
        }
      }
      Files.deleteIfExists(directory);
    }
  }

  private static UnixDomainSocketAddress in(Path directory) {
    return UnixDomainSocketAddress.of(directory.resolve("s"));
  }

  private void accepts() throws Exception {
    withServer(
        (server, directory) -> {
          server.bind(in(directory));
          try (SocketChannel client = SocketChannel.open(in(directory));
              SocketChannel accepted = server.accept()) {
            talk(client, accepted);
            same(accepted.getLocalAddress(), in(directory));
            same(accepted.getRemoteAddress(), UnixDomainSocketAddress.of(""));
          }
        });
  }

  private void selects() throws Exception {
    withServer(
        (server, directory) -> {
          server.configureBlocking(false);
          server.bind(in(directory));
          same(server.accept(), null);
          try (Selector selector = Selector.open();
              SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.register(selector, SelectionKey.OP_ACCEPT);
            same(selector.selectNow(), 0);
            client.connect(in(directory));
            same(selector.select(10_000), 1);
            try (SocketChannel accepted = server.accept()) {
              talk(client, accepted);
            }
          }
        });
  }

  private void relative() throws Exception {
    withServer(
        (server, directory) -> {
          Path here = Path.of("").toAbsolutePath();
          UnixDomainSocketAddress relative =
              UnixDomainSocketAddress.of(here.relativize(directory.resolve("s")));
          server.bind(relative);
          same(server.getLocalAddress(), relative);
          try (SocketChannel client = SocketChannel.open(in(directory));
              SocketChannel accepted = server.accept()) {
            same(accepted.getLocalAddress(), relative);
            that(client.isConnected(), "connected");
          }
        });
  }

  private void unnamed() throws Exception {
    withServer(
        (server, directory) -> {
          server.bind(null);
          SocketAddress address = server.getLocalAddress();
          try (SocketChannel client = SocketChannel.open(address);
              SocketChannel accepted = server.accept()) {
            talk(client, accepted);
          } finally {
            Files.deleteIfExists(((UnixDomainSocketAddress) address).getPath());
          }
        });
  }

  private void clientsPath() throws Exception {
    withServer(
        (server, directory) -> {
          server.bind(in(directory));
          UnixDomainSocketAddress own = UnixDomainSocketAddress.of(directory.resolve("client"));
          try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.bind(own);
            client.connect(in(directory));
            try (SocketChannel accepted = server.accept()) {
              same(accepted.getRemoteAddress(), own);
            }
          }
        });
  }

  private void taken() throws Exception {
    withServer(
        (server, directory) -> {
          Files.createFile(directory.resolve("s"));
          fails(BindException.class, () -> server.bind(in(directory)));
          same(server.getLocalAddress(), null);
          Files.delete(directory.resolve("s"));
          server.bind(in(directory));
        });
  }

  private void wrongAddresses() throws Exception {
    withServer(
        (server, directory) -> {
          fails(UnsupportedAddressTypeException.class, () -> server.bind(Fixture.loopback(0)));
          fails(BindException.class, () -> server.bind(UnixDomainSocketAddress.of("")));
          server.bind(in(directory));
          fails(AlreadyBoundException.class, () -> server.bind(in(directory)));
        });
  }

  private void options() throws Exception {
    withServer(
        (server, directory) -> {
          same(server.supportedOptions(), Set.of(StandardSocketOptions.SO_RCVBUF));
          that(server.getOption(StandardSocketOptions.SO_RCVBUF) > 0, "a receive buffer");
          fails(
              UnsupportedOperationException.class,
              () -> server.setOption(StandardSocketOptions.SO_REUSEADDR, true));
          fails(UnsupportedOperationException.class, server::socket);
        });
  }

  private void close() throws Exception {
    withServer(
        (server, directory) -> {
          server.bind(in(directory));
          var waiting = Fixture.accepting(false, server).inside();
          server.close();
          fails(AsynchronousCloseException.class, waiting::get);
          Checks.until(() -> isRefused(directory)); // the primary closes when it hears of it
        });
  }

  private static boolean isRefused(Path directory) {
    try (SocketChannel client = SocketChannel.open(in(directory))) {
      return !client.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  private void again() throws Exception {
    withServer(
        (server, directory) -> {
          server.bind(in(directory));
          server.close();
          Files.deleteIfExists(directory.resolve("s"));
          try (ServerSocketChannel next = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            next.bind(in(directory));
            try (SocketChannel client = SocketChannel.open(in(directory));
                SocketChannel accepted = next.accept()) {
              talk(client, accepted);
            }
          }
        });
  }
}
