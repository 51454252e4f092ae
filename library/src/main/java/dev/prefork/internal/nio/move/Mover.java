package dev.prefork.internal.nio.move;

import dev.prefork.internal.ipc.message.MoveRequest;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Moves the connections of this worker to other workers, after the primary has asked for it. */
public final class Mover {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private static @Nullable RelayLoop loop;

  private Mover() {}

  /** Offers connections to the primary. */
  @FunctionalInterface
  public interface Primary {
    /**
     * Sends a connection.
     *
     * @param id identifies the connection in the reply
     * @param connection owned by the callee from here on
     * @return completes when the connection is sent
     */
    CompletableFuture<Void> offer(int id, Fd connection);
  }

  /**
   * Begins to move connections.
   *
   * @param count how many; {@link MoveRequest#ALL} for all, also those that are accepted later
   */
  public static void move(int count, Primary primary) {
    RelayLoop running = running(primary);
    if (running != null) {
      running.move(count);
    }
  }

  private static synchronized @Nullable RelayLoop running(Primary primary) {
    if (loop == null) {
      try {
        loop = new RelayLoop(primary);
        Thread.ofPlatform().daemon().name("prefork-move").start(loop);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot move connections to other workers: " + e.getMessage());
      }
    }
    return loop;
  }

  /** Takes the primary's reply to an offer. */
  public static void onReply(int id, boolean accepted) {
    RelayLoop current = current();
    if (current != null) {
      current.onReply(id, accepted);
    }
  }

  /**
   * Waits until no connection is about to move: each has moved, or has to stay, or is quiet.
   *
   * @param millis the longest wait
   */
  public static void awaitSettled(long millis) throws InterruptedException {
    RelayLoop current = current();
    if (current != null) {
      current.awaitSettled(millis);
    }
  }

  /**
   * Counts the connections that have neither moved nor ended, because this worker ends.
   *
   * @return completes when they are counted
   */
  public static CompletableFuture<Void> countRest() {
    RelayLoop current = current();
    return current == null ? CompletableFuture.completedFuture(null) : current.countRest();
  }

  private static synchronized @Nullable RelayLoop current() {
    return loop;
  }

  static void logFailure(OpenConnection connection, Exception reason) {
    LOG.log(
        Level.DEBUG,
        "the connection from " + connection.remote() + " stays with this worker: " + reason);
  }
}
