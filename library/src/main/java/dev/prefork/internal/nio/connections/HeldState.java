package dev.prefork.internal.nio.connections;

import dev.prefork.internal.host.WorkerVariables;

/**
 * Whether this worker is held: forked as held, or held by the primary since. The primary keeps back
 * the connections that it would hand over; sockets from which the worker accepts directly are
 * suspended here.
 */
public final class HeldState {
  private static volatile boolean held = System.getenv(WorkerVariables.HELD) != null;

  private HeldState() {}

  public static boolean isHeld() {
    return held;
  }

  /** Sets the state; {@link #apply} then applies it to the open sockets. */
  public static void set(boolean hold) {
    held = hold; // before apply(): a socket that is being bound reads the state itself
  }

  /**
   * Suspends or resumes all shared sockets according to the state. Waits for sockets that are being
   * bound.
   */
  public static void apply() {
    synchronized (HeldState.class) {
      OpenConnections.suspendShared(held);
    }
  }
}
