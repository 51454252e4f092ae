package dev.prefork.internal.nio.listen;

import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.CloseReporter;
import dev.prefork.internal.nio.connections.CloseScanner;
import dev.prefork.internal.nio.link.Binding;
import dev.prefork.internal.nio.link.LinkToPrimary;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How connections come in once a socket is bound. */
sealed interface Intake permits HandoffIntake, KernelIntake, ListenerIntake {
  /** The way that the primary's answer has. */
  static Intake begin(ClusterServer owner, BindReply bound, LinkToPrimary primary)
      throws IOException {
    return switch (bound.way()) {
      case SHARED -> ListenerIntake.fetch(owner, primary);
      case OWN -> KernelIntake.fetch(owner, primary);
      case HANDED, COUNTED -> {
        HandoffIntake handoff = new HandoffIntake(owner, owner.link(), closeReporter(owner, bound));
        TwinSender.start(owner, handoff);
        yield handoff;
      }
    };
  }

  private static @Nullable CloseReporter closeReporter(ClusterServer owner, BindReply bound)
      throws IOException {
    return bound.way() == BindReply.Way.COUNTED
        ? CloseScanner.register(Binding.boundAddress(bound), owner.link())
        : null;
  }

  /** Takes a connection that is there. By one thread at a time. */
  @Nullable Accepted poll() throws IOException;

  /**
   * Waits until it is worth to look again, by the thread that has looked.
   *
   * @param nanos how long at most, 0 for ever
   */
  void awaitReady(long timeoutNanos) throws IOException;

  /** Keeps off connections that the primary does not keep back, or lets them come. Any thread. */
  void suspend(boolean suspended) throws IOException;

  /**
   * Lets nothing come in any more, though the socket stays open. Any thread.
   *
   * @return false if nothing but closing it does that
   */
  boolean quiesce() throws IOException;

  /** Lets a thread in {@link #awaitReady} return: the socket was closed. */
  void wake() throws IOException;

  /**
   * Closes the descriptor, and lets the primary know that this worker takes no more. Called once,
   * with no thread inside and no selector watching.
   */
  void close() throws IOException;
}
