package dev.prefork.internal.nio.link;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;

/** What an application's bind does around asking the primary. */
public final class ClusterBind {
  private ClusterBind() {}

  /** Binds a socket. */
  @FunctionalInterface
  public interface Attempt {
    /** Returns true if the socket is the cluster's, and false if it is this worker's own. */
    public boolean run() throws IOException;
  }

  /**
   * Binds; if this worker drains, or does so meanwhile, it waits instead, whatever the outcome. To
   * be called without any lock.
   *
   * @throws AsynchronousCloseException if what still runs of this worker may wait for this thread
   */
  public static void run(Attempt attempt) throws IOException {
    if (!tryToRun(attempt)) {
      throw DrainState.awaitRelease();
    }
  }

  /**
   * The same for whoever has a lock, and gives it up before waiting.
   *
   * @return false if the thread is to {@link DrainState#awaitRelease}
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
