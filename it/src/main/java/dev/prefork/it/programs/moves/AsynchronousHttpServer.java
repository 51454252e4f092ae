package dev.prefork.it.programs.moves;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.function.Consumer;

/** An {@link AsynchronousServerSocketChannel}, and completion handlers for all connections. */
final class AsynchronousHttpServer {
  private AsynchronousHttpServer() {}

  static void start(int port) throws IOException {
    acceptNext(AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port)));
  }

  private static void acceptNext(AsynchronousServerSocketChannel server) {
    server.accept(
        null,
        new Handler<AsynchronousSocketChannel>(
            client -> {
              acceptNext(server);
              new Conversation(client).readNext();
            }));
  }

  /** Reads, answers, and reads again. */
  private static final class Conversation {
    private final AsynchronousSocketChannel client;
    private final HttpAnswers answers;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192);

    Conversation(AsynchronousSocketChannel client) {
      this.client = client;
      try {
        answers = new HttpAnswers((InetSocketAddress) client.getRemoteAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void readNext() {
      client.read(buffer.clear(), null, new Handler<Integer>(this::onRead));
    }

    private void onRead(int count) {
      if (count >= 0) {
        write(ByteBuffer.wrap(answers.take(buffer.array(), count)));
        return;
      }
      try {
        client.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void write(ByteBuffer rest) {
      if (rest.hasRemaining()) {
        client.write(rest, null, new Handler<Integer>(_ -> write(rest)));
      } else {
        readNext();
      }
    }
  }

  private record Handler<T>(Consumer<T> then) implements CompletionHandler<T, Object> {
    @Override
    public void completed(T result, Object attachment) {
      then.accept(result);
    }

    @Override
    public void failed(Throwable reason, Object attachment) {
      IO.println("unserved " + reason);
    }
  }
}
