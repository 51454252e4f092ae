package dev.prefork.internal.ipc;

import org.jspecify.annotations.Nullable;

/**
 * The types of all frames between primary and worker. Each is one letter, so that a trace of the
 * socket is readable.
 *
 * <p>A worker has one stream for itself (its channel), opened with {@link #HELLO}, and one for each
 * port it serves (a link), opened with {@link #LISTEN}.
 */
public enum FrameType {
  /** Worker, first on its channel: identifies itself. Body: {@code Hello}. */
  HELLO('H'),
  /** Both, on the channel: an application's message, optionally with a handle. Body: encoded. */
  MESSAGE('M'),
  /** Primary, on the channel: announces handles. Worker: answers that it can receive them now. */
  HANDLES('I'),
  /** Primary, on the channel: requests that the worker drains. */
  DISCONNECT('D'),
  /** Primary, on the channel: requests a stop, as SIGTERM does. */
  STOP('O'),
  /** Worker, on the channel: the program has called {@code Cluster.ready()}. */
  PROGRAM_READY('K'),
  /** Primary, on the channel: stop accepting from the worker's own and shared sockets. */
  SUSPEND('g'),
  /** Primary, on the channel: start accepting from the worker's own and shared sockets. */
  ADMIT('G'),
  /** Primary, on the channel: requests a health report; one request at a time. */
  ASK_HEALTH('Q'),
  /** Worker, on the channel: the answer to {@link #ASK_HEALTH}. Body: {@code HealthAnswer}. */
  HEALTH('U'),
  /**
   * Worker, on the channel, at a regular exit: its final counts. The last such frame is valid.
   * Body: {@code FinalCounts}.
   */
  FINAL_COUNTS('u'),
  /** Primary, on the channel: requests the main thread's stack; one request at a time. */
  ASK_MAIN_STACK('W'),
  /** Worker, on the channel: the answer to {@link #ASK_MAIN_STACK}. Body: {@code MainStack}. */
  MAIN_STACK('w'),
  /** Worker, on the channel: begins to drain; waits for {@link #DRAIN_CONFIRMED}. */
  DRAIN('V'),
  /** Primary, on the channel: answer to {@link #DRAIN}. */
  DRAIN_CONFIRMED('N'),
  /** Primary, on the channel: offer connections for other workers. Body: {@code MoveRequest}. */
  MOVE('v'),
  /**
   * Worker, on the channel, with a descriptor: a connection that another worker may have. Body:
   * {@code MoveOffer}.
   */
  MOVE_OFFER('m'),
  /** Primary, on the channel: the answer to {@link #MOVE_OFFER}. Body: {@code MoveReply}. */
  MOVE_REPLY('r'),

  /**
   * Worker, first on a link and again after {@link #REFUSED}: requests to listen. Body: {@code
   * Listen}.
   */
  LISTEN('L'),
  /** Primary, on a link: grants {@link #LISTEN}. Body: {@code BindReply}. */
  BOUND('B'),
  /** Primary, on a link: refuses {@link #LISTEN}. Body: {@code Refused}. */
  REFUSED('R'),
  /** Primary, last on a link: not listening, because the worker drains. */
  DRAINING('d'),
  /**
   * Worker, on a link: a duplicate of its own end, from which the primary can take back
   * connections.
   */
  TWIN('T'),
  /** Primary, on a link: hands over a connection's descriptor. Body: {@code Handoff}. */
  CONNECTION('C'),
  /** Primary, on a link: asks whether the worker accepts; answered once it has room. */
  PROBE('P'),
  /**
   * Worker, on a link: the answer to {@link #PROBE}. A worker with a listening socket of its own
   * sends it after finding the socket empty.
   */
  ACCEPTING('J'),
  /** Worker, on a link: the connection is taken, and belongs to the worker from now on. */
  TAKEN('A'),
  /**
   * Worker, on a link: the connection could not be received (no descriptor left); the primary
   * redispatches it.
   */
  NOT_TAKEN('X'),
  /**
   * Worker, on a link: no room for the connection. The primary redispatches it and sends a probe,
   * which is answered when there is room.
   */
  FULL('F'),
  /**
   * Worker, on the link of its own listening socket: no room for the connections pending there. The
   * primary redispatches them and sends a probe, which is answered when there is room.
   */
  NO_ROOM('n'),
  /**
   * Worker, on a link whose {@link #BOUND} requested it: how many connections have ended. Body:
   * {@code Ended}.
   */
  ENDED('E'),
  /**
   * Worker, last on a link: the application has closed its server socket. A link that ends without
   * this frame belongs to a worker that has died or is dying.
   */
  CLOSE('Z'),
  /** Worker, on the link of a shared or own socket: can receive the socket now. */
  READY('Y'),
  /** Primary, on the link of a shared or own socket: the listening socket. */
  LISTENER('S');

  private final byte letter;

  FrameType(char letter) {
    this.letter = (byte) letter;
  }

  byte letter() {
    return letter;
  }

  static @Nullable FrameType of(byte letter) {
    for (FrameType type : VALUES) {
      if (type.letter == letter) {
        return type;
      }
    }
    return null;
  }

  private static final FrameType[] VALUES = values();
}
