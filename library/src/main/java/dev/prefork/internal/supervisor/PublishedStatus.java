package dev.prefork.internal.supervisor;

import dev.prefork.supervisor.model.ClusterStatus;

/**
 * Passes the status from the supervisor's thread to others. While a cluster is idle, the figures in
 * it are updated only when somebody reads them.
 */
final class PublishedStatus {
  /** A supervisor's thread that is busy for so long has the status updated later. */
  private static final long MAX_WAIT_MILLIS = 500;

  private final Runnable request;
  private ClusterStatus status;
  private boolean expired;

  /**
   * Creates a status.
   *
   * @param request makes the supervisor's thread call {@link #set}
   */
  PublishedStatus(ClusterStatus first, Runnable request) {
    this.status = first;
    this.request = request;
  }

  /** Publishes a status. */
  synchronized void set(ClusterStatus next) {
    status = next;
    expired = false;
    notifyAll();
  }

  /** Records that the figures have changed. */
  synchronized void expire() {
    expired = true;
  }

  /** Returns the last status, without updating it. */
  synchronized ClusterStatus last() {
    return status;
  }

  /** Returns the current status. Must not be called on the supervisor's thread. */
  synchronized ClusterStatus current() {
    if (expired) {
      request.run();
      awaitUpdate();
    }
    return status;
  }

  private synchronized void awaitUpdate() {
    long end = System.nanoTime() / 1_000_000 + MAX_WAIT_MILLIS;
    try {
      for (long left = MAX_WAIT_MILLIS; expired && left > 0; ) {
        wait(left);
        left = end - System.nanoTime() / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller gets the last status
    }
  }
}
