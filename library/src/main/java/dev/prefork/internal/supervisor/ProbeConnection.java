package dev.prefork.internal.supervisor;

import dev.prefork.Worker;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens connections to a worker that gets none from clients yet. */
final class ProbeConnection {
  private static final long TIMEOUT_SECONDS = 5;

  private ProbeConnection() {}

  /**
   * Opens a connection. Waits for it.
   *
   * @throws IOException if there is none, with the reason
   */
  static SocketChannel open(Worker worker, int port) throws IOException {
    CompletableFuture<SocketChannel> connection = worker.probe(port);
    try {
      return connection.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      CompletableFuture<Void> _ = connection.thenAccept(ProbeConnection::close);
      throw new IOException("no connection within " + TIMEOUT_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("the probe thread was interrupted", e);
    }
  }

  private static void close(SocketChannel late) {
    try {
      late.close();
    } catch (IOException e) {
      // the connection was never used
    }
  }
}
