package dev.prefork.dispatch;

import dev.prefork.ipc.FrameChannel;
import dev.prefork.sys.Epoll;
import dev.prefork.sys.Fd;
import org.jspecify.annotations.Nullable;

/**
 * A worker with a listening socket of its own, as its {@link KernelPort} sees it.
 *
 * <pre>
 *          has the socket          never empty            no answer
 * JOINING ───────────────▶ SERVING ────────▶ SUSPECTED ──────────▶ STALLED
 *                             ▲  empty, or answers │                  │ answers
 *                             └────────────────────┴──────────────────┘
 * any ── suspended ──▶ SUSPENDED ── resumed ──▶ SERVING
 * any ── the worker leaves, dies or closes its socket ──▶ RETIRED
 * </pre>
 *
 * <p>A socket that is never empty may be that of a busy worker. So before a worker is taken for
 * stalled it is asked, like one that does not take what it was handed.
 */
final class Member implements Epoll.Handler {
  /** Looks, about 100 ms apart, that find connections waiting before a worker is suspected. */
  private static final int SUSPICIOUS = 2;

  /**
   * Looks before one that does not answer is taken for stalled: about as long as for a hand-off.
   */
  private static final int HOPELESS = 4;

  private final int workerId;
  private final Fd listener;
  private final FrameChannel link;
  private @Nullable HandoffQueue queue;
  private State state = State.JOINING;
  private boolean suspended;
  private boolean stirred;
  private int looks;
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

  Member(int workerId, Fd listener, FrameChannel link) {
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
  void serve(HandoffQueue way) {
    queue = way;
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
      looks = 0;
    }
  }

  boolean isSuspended() {
    return suspended;
  }

  /** True if it may come to accept by itself. */
  boolean isHopeful() {
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
  void answered() {
    looks = 0;
    if (state == State.SUSPECTED || state == State.STALLED) {
      state = State.SERVING;
    }
  }

  /** Its socket was looked into. */
  void seen(boolean empty) {
    stirred = !empty;
    looks = empty ? 0 : looks + 1;
    state =
        switch (state) {
          case SERVING -> looks >= SUSPICIOUS ? State.SUSPECTED : state;
          case SUSPECTED -> empty ? State.SERVING : looks >= HOPELESS ? State.STALLED : state;
          case JOINING, STALLED, SUSPENDED, RETIRED -> state;
        };
  }

  /** A connection has come to a socket that was empty. */
  @Override
  public void onReady(int events) {
    stirred = true;
  }

  /** True if there may be connections in its socket. */
  boolean isStirred() {
    return stirred;
  }

  void choose(boolean wanted, long now) {
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
  boolean isOver(long now, long nanos) {
    return isEnding() && now - passedOverAt > nanos;
  }

  /** True if its socket is nobody's, and the kernel gives it nothing. */
  boolean isEnding() {
    return released && !chosen;
  }
}
