package dev.prefork.internal.worker;

import dev.prefork.internal.nio.link.DrainState;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Suppresses the exceptions of threads that end because the draining worker has closed their server
 * sockets, such as accept loops. Passes all other exceptions on to the previous handler.
 */
final class ClosedServers implements UncaughtExceptionHandler {
  /** The JDK's messages for a closed socket. */
  private static final Set<String> MESSAGES = Set.of("Socket closed", "Socket is closed");

  /** A chain of causes may be circular. */
  private static final int MAX_CAUSES = 100;

  private final @Nullable UncaughtExceptionHandler previous;

  private ClosedServers(@Nullable UncaughtExceptionHandler previous) {
    this.previous = previous;
  }

  /** Installs the handler. Call before closing the servers. */
  static void expect() {
    Thread.setDefaultUncaughtExceptionHandler(
        new ClosedServers(Thread.getDefaultUncaughtExceptionHandler()));
  }

  /** {@return true if the exception comes from a server socket that the worker has closed} */
  static boolean explain(Throwable thrown) {
    return DrainState.isBegun() && isOfClosedSocket(thrown);
  }

  static boolean isOfClosedSocket(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof ClosedChannelException
          || (cause instanceof SocketException && MESSAGES.contains(cause.getMessage()))) {
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
    if (previous != null) {
      previous.uncaughtException(thread, thrown);
    } else {
      System.err.print("Exception in thread \"" + thread.getName() + "\" "); // as the JDK prints it
      thrown.printStackTrace(System.err);
    }
  }
}
