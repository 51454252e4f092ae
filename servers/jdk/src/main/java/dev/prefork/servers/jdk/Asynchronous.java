package dev.prefork.servers.jdk;

import dev.prefork.servers.answers.Ending;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An echo server of completion handlers. */
final class Asynchronous {
  private Asynchronous() {}

  static void serve(int port) throws Exception {
    AsynchronousServerSocketChannel server =
        AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port));
    server.accept(null, new Accept(server));
    new CountDownLatch(1).await(); // the channel's own threads keep nobody alive
  }

  private record Accept(AsynchronousServerSocketChannel server)
      implements CompletionHandler<AsynchronousSocketChannel, @Nullable Void> {
    @Override
    public void completed(AsynchronousSocketChannel channel, @Nullable Void none) {
      server.accept(null, this);
      try {
        ByteBuffer greeting = Greeting.of(channel.getRemoteAddress(), channel.getLocalAddress());
        channel.write(greeting, greeting, new Echo(server, channel));
      } catch (IOException e) {
        failed(e, null);
      }
    }

    @Override
    public void failed(Throwable cause, @Nullable Void none) {
      if (server.isOpen()) {
        cause.printStackTrace();
      }
    }
  }

  /** What was written or read; a buffer that was read is full, one that was written is empty. */
  private record Echo(AsynchronousServerSocketChannel server, AsynchronousSocketChannel channel)
      implements CompletionHandler<Integer, ByteBuffer> {
    @Override
    public void completed(Integer count, ByteBuffer written) {
      if (written.hasRemaining()) {
        channel.write(written, written, this);
      } else {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        channel.read(buffer, buffer, new Heard(this));
      }
    }

    @Override
    public void failed(Throwable cause, ByteBuffer buffer) {
      close();
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // the client has left
      }
    }
  }

  private record Heard(Echo echo) implements CompletionHandler<Integer, ByteBuffer> {
    @Override
    public void completed(Integer count, ByteBuffer buffer) {
      if (count < 0) {
        echo.close();
        return;
      }
      buffer.flip();
      if (Greeting.isStop(buffer)) {
        Ending.stop(echo.server()::close);
      }
      echo.channel().write(buffer, buffer, echo);
    }

    @Override
    public void failed(Throwable cause, ByteBuffer buffer) {
      echo.close();
    }
  }
}
