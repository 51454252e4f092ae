package dev.prefork.internal.primary;

import dev.prefork.internal.concurrent.Completions;
import dev.prefork.internal.sys.sockets.LoopbackPair;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Opens a connection to one worker: connects a pair of TCP sockets and hands one of them over to
 * the worker. Runs on its own thread, because connecting may block.
 */
final class Probe implements Runnable {
  private final Primary primary;
  private final int workerId;
  private final int port;
  private final CompletableFuture<SocketChannel> made;

  Probe(Primary primary, int workerId, int port, CompletableFuture<SocketChannel> made) {
    this.primary = primary;
    this.workerId = workerId;
    this.port = port;
    this.made = made;
  }

  @Override
  public void run() {
    try {
      SocketChannel local = connect();
      Completions.run(() -> made.complete(local));
    } catch (IOException | RuntimeException e) {
      Completions.run(() -> made.completeExceptionally(e));
    }
  }

  private SocketChannel connect() throws IOException {
    boolean ipv6 = ask(ports -> ports.isIpv6(workerId, port));
    try (LoopbackPair pair = LoopbackPair.connect(ipv6)) {
      boolean _ =
          ask(
              ports -> {
                ports.offer(workerId, port, pair.accepted());
                return pair.markHandedOver();
              });
      return pair.takeLocal();
    }
  }

  private <T> T ask(ConductorCommand.Question<T> question) throws IOException {
    try {
      return primary.ask(question).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
    }
  }
}
