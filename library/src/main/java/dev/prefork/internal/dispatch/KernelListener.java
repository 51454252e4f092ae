package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Fd;
import org.jspecify.annotations.Nullable;

/**
 * A worker with a listening socket of its own, as its {@link KernelPort} sees it.
 *
 * <pre>
 *          has the socket          waits a while         no answer, or no room
 * JOINING ───────────────▶ SERVING ────────────▶ SUSPECTED ──────────────▶ STALLED
 *                             ▲      empty, or answers │                      │ answers
 *                             └────────────────────────┴──────────────────────┘
 * any ── suspended ──▶ SUSPENDED ── resumed ──▶ SERVING
 * any ── the worker leaves, dies or closes its socket ──▶ RETIRED
 * </pre>
 *
 * <p>A socket in which something waits may be that of a busy worker. So the worker is asked first,
 * and answers when it finds its socket empty. If it does not, somebody has waited ever since: those
 * are given to others as soon as there is one that has nothing to do. If there is none they are its
 * own as long as it accepts any.
 */
final class KernelListener implements Epoll.Handler {
  /** Looks that find connections waiting before a worker is suspected, and asked. */
  private static final int SUSPECT_AFTER_SCANS = 2;

  /** How long one that was asked may take for what waits while another has nothing to do. */
  private static final long SLOW_NANOS = 20_000_000;

  /** How long one may accept nothing though connections wait, whatever others do. */
  private static final long STALL_NANOS = 300_000_000;

  /** For so long a worker that was slow is watched closely. */
  private static final long FREQUENT_SCANS_NANOS = 5_000_000_000L;

  private final int workerId;
  private final Fd listener;
  private final FrameChannel link;
  private @Nullable HandoffQueue queue;
  private State state = State.JOINING;
  private boolean suspended;
  private boolean mayHavePending;
  private int nonEmptyScans;
  private int pending;
  private long lastProgressAt;
  private long probedAt;
  private long stalledAt;
  private boolean hasStalled;
  private boolean chosen;
  private boolean released;
  private long passedOverAt;

  /** Where it is in the life above. */
  enum State {
    JOINING,
    SERVING,
    SUSPECTED,
    STALLED,
    SUSPENDED,
    RETIRED;

    /**
     * True if the worker accepts from its socket, as far as is known. If not the primary does, for
     * others: even one that is joining may have been given connections, while nobody else was
     * there.
     */
    boolean isAccepting() {
      return this == SERVING || this == SUSPECTED;
    }
  }

  KernelListener(int workerId, Fd listener, FrameChannel link) {
    this.workerId = workerId;
    this.listener = listener;
    this.link = link;
  }

  int workerId() {
    return workerId;
  }

  Fd listener() {
    return listener;
  }

  /** The link, this member's until it has a {@link #queue}. */
  FrameChannel link() {
    return link;
  }

  State state() {
    return state;
  }

  boolean is(State wanted) {
    return state == wanted;
  }

  /** The way of connections that were others'; null before the worker has its socket. */
  @Nullable HandoffQueue queue() {
    return queue;
  }

  /** The worker has its socket. */
  void serve(HandoffQueue newQueue) {
    queue = newQueue;
    state = suspended ? State.SUSPENDED : State.SERVING;
  }

  /** It is to have no connections: from now on, or as soon as it has its socket. */
  void suspend() {
    suspended = true;
    if (state != State.JOINING) {
      state = State.SUSPENDED;
    }
  }

  /** It may have connections again. */
  void resume() {
    suspended = false;
    if (state == State.SUSPENDED) {
      state = State.SERVING;
      nonEmptyScans = 0;
    }
  }

  boolean isSuspended() {
    return suspended;
  }

  /** True if it may come to accept by itself. */
  boolean mayAcceptLater() {
    return state == State.STALLED || (state == State.JOINING && !suspended);
  }

  void retire() {
    state = State.RETIRED;
  }

  /** The worker does not use its socket any more: it is dead, or has closed it. */
  void release() {
    released = true;
  }

  /** The worker has said that it accepts. */
  void onAnswer() {
    nonEmptyScans = 0;
    if (state == State.SUSPECTED || state == State.STALLED) {
      state = State.SERVING;
    }
  }

  /**
   * Its socket was looked into.
   *
   * @param count how many connections wait there
   */
  void recordScan(int count, long now) {
    if (nonEmptyScans == 0 || count < pending) {
      lastProgressAt = now;
    }
    pending = count;
    mayHavePending = count > 0;
    nonEmptyScans = count > 0 ? nonEmptyScans + 1 : 0;
    if (state == State.SERVING && nonEmptyScans >= SUSPECT_AFTER_SCANS) {
      state = State.SUSPECTED;
      probedAt = now;
    } else if (state == State.SUSPECTED && count == 0) {
      state = State.SERVING;
    }
  }

  /** True if what waits would be better off with another that has nothing to do. */
  boolean isSlow(long now) {
    return state == State.SUSPECTED && now - probedAt >= SLOW_NANOS;
  }

  /** True if it does not accept at all. */
  boolean isNotAccepting(long now) {
    return state == State.SUSPECTED && now - lastProgressAt >= STALL_NANOS;
  }

  /** It does not accept what waits in its socket: others are to have it. */
  void stall(long now) {
    state = State.STALLED;
    hasStalled = true;
    stalledAt = now;
  }

  /** True if nothing waited in its socket when that was last looked into. */
  boolean isIdle() {
    return state.isAccepting() && nonEmptyScans == 0;
  }

  /** True if it is worth looking into its socket soon. */
  boolean isUrgent(long now) {
    return state.isAccepting()
        && (nonEmptyScans > 0
            || (mayHavePending && hasStalled && now - stalledAt < FREQUENT_SCANS_NANOS));
  }

  /** A connection has come to a socket that was empty. */
  @Override
  public void onReady(int events) {
    mayHavePending = true;
  }

  /** True if there may be connections in its socket. */
  boolean mayHavePending() {
    return mayHavePending;
  }

  void setChosen(boolean wanted, long now) {
    if (chosen && !wanted) {
      passedOverAt = now;
    }
    chosen = wanted;
  }

  /** True if the kernel may give it connections. */
  boolean isChosen() {
    return chosen;
  }

  /** True if its socket is nobody's, and the kernel has given it nothing for so long. */
  boolean isExpired(long now, long nanos) {
    return isClosing() && now - passedOverAt > nanos;
  }

  /** True if its socket is nobody's, and the kernel gives it nothing. */
  boolean isClosing() {
    return released && !chosen;
  }
}
