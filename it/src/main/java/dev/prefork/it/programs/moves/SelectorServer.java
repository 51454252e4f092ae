package dev.prefork.it.programs.moves;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A {@link ServerSocketChannel}, and one thread with a selector for it and all connections. */
final class SelectorServer {
  private final Selector selector;
  private final ServerSocketChannel server;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192);

  private SelectorServer(Selector selector, ServerSocketChannel server) {
    this.selector = selector;
    this.server = server;
  }

  static void start(int port) throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(port));
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    Thread.ofPlatform().name("selector").start(new SelectorServer(selector, server)::run);
  }

  private void run() {
    try {
      while (server.isOpen()) {
        selector.select(this::onReady);
      }
    } catch (IOException e) {
      IO.println("ended " + e);
    }
  }

  private void onReady(SelectionKey key) {
    try {
      if (key.isValid() && key.isAcceptable()) {
        accept();
      } else if (key.isValid()) {
        serve(key, (SocketChannel) key.channel());
      }
    } catch (IOException e) {
      key.cancel();
      IO.println("unserved " + e);
    }
  }

  private void accept() throws IOException {
    SocketChannel client = server.accept();
    if (client != null) {
      client.configureBlocking(false);
      HttpAnswers answers = new HttpAnswers((InetSocketAddress) client.getRemoteAddress());
      client.register(selector, SelectionKey.OP_READ, answers);
    }
  }

  private void serve(SelectionKey key, SocketChannel client) throws IOException {
    int count = client.read(buffer.clear());
    if (count < 0) {
      client.close();
      return;
    }
    ByteBuffer out = ByteBuffer.wrap(((HttpAnswers) key.attachment()).take(buffer.array(), count));
    while (out.hasRemaining()) {
      client.write(out); // the answers are small
    }
  }
}
