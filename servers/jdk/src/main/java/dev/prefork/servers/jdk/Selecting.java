package dev.prefork.servers.jdk;

import dev.prefork.servers.answers.Ending;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** An echo server of one thread and one selector. */
final class Selecting {
  private final Selector selector = Selector.open();
  private final ServerSocketChannel server = ServerSocketChannel.open();

  private Selecting() throws IOException {}

  static void serve(int port) throws IOException {
    new Selecting().run(port);
  }

  private void run(int port) throws IOException {
    server.bind(new InetSocketAddress(port));
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    while (true) {
      selector.select(this::handle);
    }
  }

  private void handle(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else {
        echo(key, (SocketChannel) key.channel(), (ByteBuffer) key.attachment());
      }
    } catch (IOException e) {
      key.cancel();
      close(key);
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      ByteBuffer greeting = Greeting.of(channel.getRemoteAddress(), channel.getLocalAddress());
      ByteBuffer buffer = ByteBuffer.allocate(8192).put(greeting).flip();
      channel.register(selector, SelectionKey.OP_WRITE, buffer);
    }
  }

  /** The buffer holds what is still to be written. */
  private void echo(SelectionKey key, SocketChannel channel, ByteBuffer buffer) throws IOException {
    if (key.isReadable()) {
      if (channel.read(buffer.clear()) < 0) {
        channel.close();
        return;
      }
      if (Greeting.isStop(buffer.flip())) {
        Ending.stop(this::stop);
      }
    }
    channel.write(buffer);
    key.interestOps(buffer.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  private void stop() throws IOException {
    server.close();
    selector.wakeup();
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // the client has left
    }
  }
}
