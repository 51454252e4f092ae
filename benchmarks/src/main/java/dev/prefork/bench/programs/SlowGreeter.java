package dev.prefork.bench.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * As {@link Greeter}; but one of all processes that serve the port is busy for a while with each
 * connection, accepts nothing meanwhile, and says that it is slow.
 */
public final class SlowGreeter {
  private static final int MILLIS = 20;
  private static final String SLOW = "slow";

  /** Locked by the slow one as long as it lives. */
  private static @Nullable FileChannel mark;

  private SlowGreeter() {}

  /**
   * Serves.
   *
   * @param args the port
   */
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    boolean slow = isFirst(port);
    byte[] line = Greeter.line(slow ? SLOW : Greeter.number());
    Greeter.serve(
        port,
        client -> {
          if (slow) {
            busy();
          }
          Greeter.answer(client, ByteBuffer.wrap(line));
        });
  }

  private static boolean isFirst(int port) throws IOException {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "prefork-bench-slow-" + port);
    mark = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.toFile().deleteOnExit();
    return mark.tryLock() != null;
  }

  private static void busy() {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
