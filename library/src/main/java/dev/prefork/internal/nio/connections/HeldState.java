package dev.prefork.internal.nio.connections;

import dev.prefork.internal.host.WorkerVariables;

/**
 * Whether this worker is to have no connections: because it was forked so, or the primary has said
 * so since. Those that the primary hands over it keeps back; where the worker accepts from a socket
 * by itself, it is the worker that waits.
 */
public final class HeldState {
  private static volatile boolean holds = System.getenv(WorkerVariables.HELD) != null;

  private HeldState() {}

  public static boolean isHeld() {
    return holds;
  }

  /** Sets what counts from here on; the sockets hear of it with {@link #apply}. */
  public static void set(boolean held) {
    holds = held; // before the sockets are told: one that is not known yet looks after this
  }

  /**
   * Lets connections come on all sockets, or not, as was set last. Waits for those that are being
   * bound.
   */
  public static void apply() {
    synchronized (HeldState.class) {
      OpenConnections.suspendShared(holds);
    }
  }
}
