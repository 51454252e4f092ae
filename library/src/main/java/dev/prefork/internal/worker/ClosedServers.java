package dev.prefork.internal.worker;

import dev.prefork.internal.nio.link.DrainState;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps quiet about threads that end because the worker has drained and closed their server
 * sockets: an accept loop that ends then is as it should be. All else goes where it would go
 * without Prefork.
 */
final class ClosedServers implements UncaughtExceptionHandler {
  /** What the JDK says of a socket that is closed. */
  private static final Set<String> WORDS = Set.of("Socket closed", "Socket is closed");

  /** A chain of causes may be a circle. */
  private static final int MAX_CAUSES = 100;

  private final @Nullable UncaughtExceptionHandler others;

  private ClosedServers(@Nullable UncaughtExceptionHandler others) {
    this.others = others;
  }

  /** To be called before the servers are closed. */
  static void expect() {
    Thread.setDefaultUncaughtExceptionHandler(
        new ClosedServers(Thread.getDefaultUncaughtExceptionHandler()));
  }

  /** True if a thread has ended by this because its server socket was closed by the worker. */
  static boolean explain(Throwable thrown) {
    return DrainState.isBegun() && isOfClosedSocket(thrown);
  }

  static boolean isOfClosedSocket(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof ClosedChannelException
          || (cause instanceof SocketException && WORDS.contains(cause.getMessage()))) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (explain(thrown)) {
      return;
    }
    if (others != null) {
      others.uncaughtException(thread, thrown);
    } else {
      System.err.print("Exception in thread \"" + thread.getName() + "\" "); // the JDK's words
      thrown.printStackTrace(System.err);
    }
  }
}
