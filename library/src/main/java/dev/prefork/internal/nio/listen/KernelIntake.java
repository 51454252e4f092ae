package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.link.LinkToPrimary;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a listening socket of this worker's own, which the primary has, too, and receives
 * what the primary has accepted from others': both make the channel's descriptor ready.
 */
final class KernelIntake implements Intake {
  /**
   * Every so often the link is looked at first: a socket that is never empty must not keep what was
   * handed over waiting. A power of two.
   */
  private static final int LINK_FIRST = 32;

  private final ClusterServer owner;
  private final ListenerIntake own;
  private final HandoffIntake handed;
  private int looks;

  private KernelIntake(ClusterServer owner, ListenerIntake own, HandoffIntake handed) {
    this.owner = owner;
    this.own = own;
    this.handed = handed;
  }

  static KernelIntake fetch(ClusterServer owner, LinkToPrimary conversation) throws IOException {
    ListenerIntake own = ListenerIntake.fetchOwn(owner, conversation);
    try {
      HandoffIntake handed = new HandoffIntake(owner, LinkToPrimary.adopt(own.giveLink()), null);
      handed.prepare();
      handed.deferAnswers();
      own.whenFull(handed::sendNoRoom);
      return new KernelIntake(owner, own, handed);
    } catch (IOException | RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /**
   * Many servers accept once for each time that the descriptor is ready: if this was the last
   * connection nobody looks again, and a probe that came with it must be answered now.
   */
  @Override
  public @Nullable Accepted poll() throws IOException {
    Accepted accepted = pollBoth();
    if (handed.isProbed() && (accepted == null || own.isEmpty())) {
      handed.answerProbe();
    }
    return accepted;
  }

  private @Nullable Accepted pollBoth() throws IOException {
    boolean linkFirst = (++looks & (LINK_FIRST - 1)) == 0;
    Accepted first = linkFirst ? handed.poll() : own.poll();
    if (first != null) {
      return first;
    }
    return linkFirst ? own.poll() : handed.poll();
  }

  @Override
  public void rest(long nanos) throws IOException {
    handed.rest(owner.link(), nanos);
  }

  @Override
  public void suspend(boolean suspended) throws IOException {
    own.suspend(suspended);
  }

  /** What comes the primary accepts. */
  @Override
  public boolean quiesce() throws IOException {
    return own.quiesce();
  }

  @Override
  public void wake() throws IOException {
    handed.wake();
  }

  @Override
  public void close() throws IOException {
    try {
      own.close();
    } finally {
      handed.close();
    }
  }
}
