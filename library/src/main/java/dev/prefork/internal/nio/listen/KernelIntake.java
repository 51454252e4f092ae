package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.link.LinkToPrimary;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a listening socket, shared or this worker's own, and receives connections from the
 * primary: those that it has accepted from other workers' sockets, and those that move. Both make
 * the descriptor ready.
 */
final class KernelIntake implements Intake {
  /**
   * How often the link is polled first, so that a socket that is never empty does not delay
   * handed-over connections. A power of two.
   */
  private static final int LINK_FIRST_INTERVAL = 32;

  private final ClusterServer owner;
  private final ListenerIntake listener;
  private final HandoffIntake handoff;
  private int polls;

  private KernelIntake(ClusterServer owner, ListenerIntake listener, HandoffIntake handoff) {
    this.owner = owner;
    this.listener = listener;
    this.handoff = handoff;
  }

  /** Receives a listening socket that no other worker has. */
  static KernelIntake fetchOwn(ClusterServer owner, LinkToPrimary primary) throws IOException {
    KernelIntake intake = join(owner, ListenerIntake.fetchOwn(owner, primary));
    intake.handoff.deferProbeReplies();
    intake.listener.setFullListener(intake.handoff::sendNoRoom);
    return intake;
  }

  /** Receives the listening socket that all workers share. */
  static KernelIntake fetchShared(ClusterServer owner, LinkToPrimary primary) throws IOException {
    return join(owner, ListenerIntake.fetch(owner, primary));
  }

  private static KernelIntake join(ClusterServer owner, ListenerIntake listener)
      throws IOException {
    try {
      HandoffIntake handoff =
          new HandoffIntake(owner, LinkToPrimary.adopt(listener.shareLink()), null);
      handoff.prepare();
      return new KernelIntake(owner, listener, handoff);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Many servers accept once each time that the descriptor is ready. After the last connection they
   * do not poll again, so a probe that came with it must be replied to now.
   */
  @Override
  public @Nullable Accepted poll() throws IOException {
    Accepted accepted = pollBoth();
    if (handoff.isProbePending() && (accepted == null || listener.isEmpty())) {
      handoff.replyToProbe();
    }
    return accepted;
  }

  private @Nullable Accepted pollBoth() throws IOException {
    boolean linkFirst = (++polls & (LINK_FIRST_INTERVAL - 1)) == 0;
    Accepted first = linkFirst ? handoff.poll() : listener.poll();
    if (first != null) {
      return first;
    }
    return linkFirst ? listener.poll() : handoff.poll();
  }

  @Override
  public void awaitReady(long timeoutNanos) throws IOException {
    handoff.awaitReady(owner.link(), timeoutNanos);
  }

  @Override
  public void suspend(boolean suspended) throws IOException {
    listener.suspend(suspended);
  }

  /** Leaves further connections to the primary. */
  @Override
  public boolean quiesce() throws IOException {
    return listener.quiesce();
  }

  /**
   * Closes a shared socket before the primary is notified, which may bind the port again: the
   * thread that leaves an accept may do so much later.
   */
  @Override
  public void wake() throws IOException {
    listener.closeIfShared();
    handoff.wake();
  }

  @Override
  public void close() throws IOException {
    try {
      listener.close();
    } finally {
      handoff.close();
    }
  }
}
