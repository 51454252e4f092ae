package dev.prefork.bench.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * As {@link PidServer}, but one of the processes that serve the port is busy for a while with each
 * connection, accepts nothing in the meantime, and sends "slow" instead of its process id.
 */
public final class SlowPidServer {
  private static final int MILLIS = 20;
  private static final String SLOW = "slow";

  /** Locked by the slow process until it exits. */
  private static @Nullable FileChannel lock;

  private SlowPidServer() {}

  /**
   * Serves a port.
   *
   * @param args the port
   */
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    boolean slow = isFirst(port);
    byte[] line = PidServer.line(slow ? SLOW : PidServer.pid());
    PidServer.serve(
        port,
        client -> {
          if (slow) {
            busy();
          }
          PidServer.answer(client, ByteBuffer.wrap(line));
        });
  }

  private static boolean isFirst(int port) throws IOException {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "prefork-bench-slow-" + port);
    lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.toFile().deleteOnExit();
    return lock.tryLock() != null;
  }

  private static void busy() {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
