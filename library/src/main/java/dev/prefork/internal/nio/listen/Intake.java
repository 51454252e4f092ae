package dev.prefork.internal.nio.listen;

import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.CloseReporter;
import dev.prefork.internal.nio.connections.CloseScanner;
import dev.prefork.internal.nio.link.Binding;
import dev.prefork.internal.nio.link.LinkToPrimary;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The way in which a bound server gets its connections. */
sealed interface Intake permits HandoffIntake, KernelIntake, ListenerIntake {
  /** Starts the intake that the primary has chosen. */
  static Intake start(ClusterServer owner, BindReply bound, LinkToPrimary primary)
      throws IOException {
    return switch (bound.delivery()) {
      case SHARED -> KernelIntake.fetchShared(owner, primary);
      case OWN -> KernelIntake.fetchOwn(owner, primary);
      case HANDED, COUNTED -> {
        HandoffIntake handoff = new HandoffIntake(owner, owner.link(), closeReporter(owner, bound));
        handoff.prepareInBackground();
        yield handoff;
      }
    };
  }

  private static @Nullable CloseReporter closeReporter(ClusterServer owner, BindReply bound)
      throws IOException {
    return bound.delivery() == BindReply.Delivery.COUNTED
        ? CloseScanner.register(Binding.boundAddress(bound), owner.link())
        : null;
  }

  /** Returns a waiting connection, or null. Called by one thread at a time. */
  @Nullable Accepted poll() throws IOException;

  /**
   * Waits until {@link #poll} may succeed. Called by the polling thread.
   *
   * @param timeoutNanos the longest wait, 0 for no limit
   */
  void awaitReady(long timeoutNanos) throws IOException;

  /**
   * Suspends or resumes connections that do not come through the primary. Any thread may call this.
   */
  void suspend(boolean suspended) throws IOException;

  /**
   * Stops new connections while the server stays open. Any thread may call this.
   *
   * @return false if only closing the server stops them
   */
  boolean quiesce() throws IOException;

  /** Ends {@link #awaitReady} after the server was closed. */
  void wake() throws IOException;

  /**
   * Closes the descriptor and notifies the primary. Called once, when no thread is inside and no
   * selector watches.
   */
  void close() throws IOException;
}
