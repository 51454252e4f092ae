package dev.prefork.internal.nio.link;

import java.io.IOException;

/**
 * Runs a bind through the primary, and suspends the calling thread instead if this worker drains.
 */
public final class ClusterBind {
  private ClusterBind() {}

  /** Binds a socket. */
  @FunctionalInterface
  public interface Attempt {
    /** Returns whether the socket is shared, not this worker's own. */
    boolean run() throws IOException;
  }

  /**
   * Binds. If this worker drains, or begins to meanwhile, the thread waits instead, whatever the
   * outcome. The caller must hold no lock.
   *
   * @throws java.nio.channels.AsynchronousCloseException if the threads that wait are released
   */
  public static void run(Attempt attempt) throws IOException {
    if (!tryToRun(attempt)) {
      throw DrainState.awaitRelease();
    }
  }

  /**
   * Binds for a caller that holds a lock.
   *
   * @return false if the caller must release its locks and call {@link DrainState#awaitRelease}
   */
  public static boolean tryToRun(Attempt attempt) throws IOException {
    try {
      return !attempt.run() || !DrainState.isBegun();
    } catch (IOException e) {
      if (e instanceof DrainingException || DrainState.isBegun()) {
        return false;
      }
      throw e;
    }
  }
}
