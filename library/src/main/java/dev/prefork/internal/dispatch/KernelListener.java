package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the state of one worker's own listening socket for its {@link KernelPort}.
 *
 * <pre>
 *          has the socket          stays pending         no answer, or no room
 * JOINING ───────────────▶ SERVING ────────────▶ SUSPECTED ──────────────▶ STALLED
 *                             ▲      empty, or answers │                      │ answers
 *                             └────────────────────────┴──────────────────────┘
 * any ── suspended ──▶ SUSPENDED ── resumed ──▶ SERVING
 * any ── the worker drains, dies or closes its socket ──▶ RETIRED
 * </pre>
 *
 * <p>Pending connections alone may only mean that the worker is busy. So the primary first sends a
 * probe, which the worker answers when it finds its socket empty. Without an answer, the pending
 * connections go to other workers as soon as one of those is idle; if none is, only when the worker
 * accepts nothing at all.
 */
final class KernelListener implements Epoll.Handler {
  /** Consecutive scans with pending connections after which a worker is suspected and probed. */
  private static final int SUSPECT_AFTER_SCANS = 2;

  /** How long a probed worker may leave connections pending while another is idle. */
  private static final long SLOW_NANOS = 20_000_000;

  /** How long a worker may accept nothing with connections pending, even if no other is idle. */
  private static final long STALL_NANOS = 300_000_000;

  /** How long a worker is scanned frequently after it has stalled. */
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

  /** The states of the diagram above. */
  enum State {
    JOINING,
    SERVING,
    SUSPECTED,
    STALLED,
    SUSPENDED,
    RETIRED;

    /**
     * Returns whether the worker accepts from its socket, as far as the primary knows. Otherwise
     * the primary accepts from it, for other workers: the kernel may give connections even to a
     * joining worker, if there is no other.
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

  /** Returns the link, which this member owns until it has a {@link #queue}. */
  FrameChannel link() {
    return link;
  }

  State state() {
    return state;
  }

  boolean is(State wanted) {
    return state == wanted;
  }

  /** Returns the queue for redispatched connections; null before the worker has its socket. */
  @Nullable HandoffQueue queue() {
    return queue;
  }

  /** Called when the worker has its socket. */
  void serve(HandoffQueue newQueue) {
    queue = newQueue;
    state = suspended ? State.SUSPENDED : State.SERVING;
  }

  /** Suspends the worker, now or as soon as it has its socket. */
  void suspend() {
    suspended = true;
    if (state != State.JOINING) {
      state = State.SUSPENDED;
    }
  }

  /** Resumes the worker. */
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

  /** Returns whether the worker may accept later without being resumed. */
  boolean mayAcceptLater() {
    return state == State.STALLED || (state == State.JOINING && !suspended);
  }

  void retire() {
    state = State.RETIRED;
  }

  /** Called when the worker has exited or closed its socket. */
  void release() {
    released = true;
  }

  /** Called when the worker has acknowledged a probe or a connection. */
  void onAnswer() {
    nonEmptyScans = 0;
    if (state == State.SUSPECTED || state == State.STALLED) {
      state = State.SERVING;
    }
  }

  /**
   * Records the result of a scan.
   *
   * @param count the number of pending connections
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

  /** Returns whether an idle worker should get the pending connections. */
  boolean isSlow(long now) {
    return state == State.SUSPECTED && now - probedAt >= SLOW_NANOS;
  }

  /** Returns whether the worker accepts nothing at all. */
  boolean isNotAccepting(long now) {
    return state == State.SUSPECTED && now - lastProgressAt >= STALL_NANOS;
  }

  /** Called when the pending connections are taken over for other workers. */
  void stall(long now) {
    state = State.STALLED;
    hasStalled = true;
    stalledAt = now;
  }

  /** Returns whether the last scan found no pending connections. */
  boolean isIdle() {
    return state.isAccepting() && nonEmptyScans == 0;
  }

  /** Returns whether the socket should be scanned frequently. */
  boolean isUrgent(long now) {
    return state.isAccepting()
        && (nonEmptyScans > 0
            || (mayHavePending && hasStalled && now - stalledAt < FREQUENT_SCANS_NANOS));
  }

  /** Called on the first connection to a socket that was empty. */
  @Override
  public void onReady(int events) {
    mayHavePending = true;
  }

  /** Returns whether the socket may have pending connections. */
  boolean mayHavePending() {
    return mayHavePending;
  }

  void setChosen(boolean wanted, long now) {
    if (chosen && !wanted) {
      passedOverAt = now;
    }
    chosen = wanted;
  }

  /** Returns whether the kernel may give the socket connections. */
  boolean isChosen() {
    return chosen;
  }

  /** Returns whether the socket has been closing for longer than this time. */
  boolean isExpired(long now, long nanos) {
    return isClosing() && now - passedOverAt > nanos;
  }

  /** Returns whether the worker has released the socket and the kernel gives it nothing. */
  boolean isClosing() {
    return released && !chosen;
  }
}
