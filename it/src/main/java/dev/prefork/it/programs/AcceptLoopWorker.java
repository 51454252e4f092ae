package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Disconnect;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.JarProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A worker with one accept loop on a thread that is no daemon. It does not catch the exception that
 * ends the loop. The variable {@code LOOP} is {@code KIND:ENDPOINT}, a port unless the table says
 * otherwise:
 *
 * <pre>
 * channel         a blocking channel            socket      a ServerSocket
 * reuse           the same, with SO_REUSEPORT   checked     a ServerSocket, in a loop that ends when
 * unix:PATH       the same, at a path                       isClosed() is true
 * inherited:FD    the same, inherited           thread      a ServerSocket, after main has returned
 * async           an asynchronous channel       select      a selector
 * server:         a {@link JarProgram}, which ends when its channels are closed
 * </pre>
 */
final class AcceptLoopWorker {
  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final String kind;
  private final String endpoint;

  AcceptLoopWorker(String loop) {
    String[] words = loop.split(":", 2);
    kind = words[0];
    endpoint = words[1];
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(Integer.parseInt(endpoint));
  }

  void run() throws Exception {
    switch (kind) {
      case "channel" -> loop(ServerSocketChannel.open().bind(address()));
      case "reuse" ->
          loop(
              ServerSocketChannel.open()
                  .setOption(StandardSocketOptions.SO_REUSEPORT, true)
                  .bind(address()));
      case "unix" ->
          loop(
              ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                  .bind(UnixDomainSocketAddress.of(endpoint)));
      case "socket" -> loop(new ServerSocket(Integer.parseInt(endpoint)));
      case "checked" -> loopWhileOpen(new ServerSocket(Integer.parseInt(endpoint)));
      case "thread" -> {
        ServerSocket server = new ServerSocket(Integer.parseInt(endpoint));
        Thread.ofPlatform().start(() -> loopUnchecked(server));
      }
      case "async" -> loop(AsynchronousServerSocketChannel.open().bind(address()));
      case "select" -> select(ServerSocketChannel.open().bind(address()));
      case "inherited" -> loop(Cluster.inheritedServerSocket(Integer.parseInt(endpoint)));
      case "server" -> {
        watch(() -> false); // an open channel would keep the worker alive
        JarProgram.run();
      }
      default -> throw new IllegalArgumentException("no such kind");
    }
  }

  /** Prints at the disconnect whether the server is still open. */
  private void watch(BooleanSupplier open) {
    IO.println("loops " + self.id());
    self.on(
        Disconnect.class,
        _ -> IO.println("ending " + self.id() + " " + (open.getAsBoolean() ? "open" : "closed")));
  }

  private void loop(ServerSocketChannel server) throws IOException {
    watch(server::isOpen);
    while (true) {
      answer(server.accept());
    }
  }

  private void loop(ServerSocket server) throws IOException {
    watch(() -> false); // accept() ends only when the socket is closed
    while (true) {
      answer(server.accept());
    }
  }

  private void loopWhileOpen(ServerSocket server) {
    watch(() -> false);
    while (!server.isClosed()) {
      try {
        answer(server.accept());
      } catch (IOException e) {
        IO.println("ended " + self.id() + " " + e.getMessage());
      }
    }
  }

  private void loopUnchecked(ServerSocket server) {
    try {
      loop(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void loop(AsynchronousServerSocketChannel server) throws Exception {
    watch(server::isOpen);
    while (true) {
      AsynchronousSocketChannel client = server.accept().get();
      try (client) {
        answer(Channels.newInputStream(client), Channels.newOutputStream(client));
      }
    }
  }

  private void select(ServerSocketChannel server) throws IOException {
    watch(server::isOpen);
    Selector selector = Selector.open();
    server.configureBlocking(false);
    SelectionKey key = server.register(selector, SelectionKey.OP_ACCEPT);
    while (key.isValid()) {
      selector.select();
      SocketChannel client = key.isValid() ? server.accept() : null;
      if (client != null) {
        answer(client);
      }
      selector.selectedKeys().clear();
    }
  }

  private void answer(SocketChannel client) throws IOException {
    try (client) {
      answer(Channels.newInputStream(client), Channels.newOutputStream(client));
    }
  }

  private void answer(Socket client) throws IOException {
    try (client) {
      answer(client.getInputStream(), client.getOutputStream());
    }
  }

  private void answer(InputStream from, OutputStream to) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
    String answer = self.id() + " " + self.pid() + " 1 " + in.readLine() + "\n";
    to.write(answer.getBytes(StandardCharsets.UTF_8));
  }
}
