package dev.prefork.nio;

import dev.prefork.ipc.WorkerVariables;

/**
 * Whether this worker was forked to have no connections yet. Those that the primary hands over it
 * keeps back; where the worker accepts from a socket by itself, it is the worker that waits.
 */
public final class Hold {
  private static volatile boolean holds = System.getenv(WorkerVariables.HELD) != null;

  private Hold() {}

  static boolean holds() {
    return holds;
  }

  /** Lets connections come, on all sockets. Waits for those that are being bound. */
  public static void end() {
    holds = false; // before the sockets are told: one that is not known yet looks after this
    OpenConnections.admitShared();
  }
}
