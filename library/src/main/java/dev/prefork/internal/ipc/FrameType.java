package dev.prefork.internal.ipc;

import org.jspecify.annotations.Nullable;

/**
 * Everything that primary and worker say to each other. One letter each, so that a trace of the
 * socket can be read.
 *
 * <p>A worker has one stream for itself (its channel), opened with {@link #HELLO}, and one for each
 * port it serves (a link), opened with {@link #LISTEN}.
 */
public enum FrameType {
  /** Worker, first on its channel: who it is. Body: {@code Hello}. */
  HELLO('H'),
  /** Both, on the channel: a message of the user's, perhaps with a handle. Body: encoded. */
  MESSAGE('M'),
  /**
   * Primary, on the channel: handles will come. Worker, in answer: from here on I can receive them.
   */
  HANDLES('I'),
  /** Primary, on the channel: leave. */
  DISCONNECT('D'),
  /** Primary, on the channel: stop, as the application does when it gets SIGTERM. */
  STOP('O'),
  /** Worker, on the channel: my program says that it is ready to serve. */
  PROGRAM_READY('K'),
  /** Primary, on the channel: accept nothing from the sockets that you accept from yourself. */
  SUSPEND('g'),
  /** Primary, on the channel: accept from the sockets that you accept from yourself. */
  ADMIT('G'),
  /** Primary, on the channel: how are you? There is one such question at a time. */
  ASK_HEALTH('Q'),
  /** Worker, on the channel: the answer to {@link #ASK_HEALTH}. Body: {@code HealthAnswer}. */
  HEALTH('U'),
  /**
   * Worker, on the channel, when it ends in order: what it has had. Of several the last counts.
   * Body: {@code FinalCounts}.
   */
  FINAL_COUNTS('u'),
  /** Primary, on the channel: what does your main thread do? Asked at most once at a time. */
  ASK_MAIN_STACK('W'),
  /** Worker, on the channel: the answer to {@link #ASK_MAIN_STACK}. Body: {@code MainStack}. */
  MAIN_STACK('w'),
  /** Worker, on the channel: I leave of my own will; waits for {@link #DRAIN_CONFIRMED}. */
  DRAIN('V'),
  /** Primary, on the channel: answer to {@link #DRAIN}. */
  DRAIN_CONFIRMED('N'),

  /**
   * Worker, first on a link and again after {@link #REFUSED}: wants to serve an address. Body:
   * {@code Listen}.
   */
  LISTEN('L'),
  /** Primary, on the link: listening. Body: {@code BindReply}. */
  BOUND('B'),
  /** Primary, on the link: not listening. Body: {@code Refused}. */
  REFUSED('R'),
  /**
   * Primary, last on a link: not listening, as the worker is to leave, or has said that it does.
   */
  DRAINING('d'),
  /**
   * Worker, on a link: a duplicate of its own end, from which the primary can take back what was
   * not taken.
   */
  TWIN('T'),
  /** Primary, on a link: a connection for you, the descriptor with it. Body: {@code Handoff}. */
  CONNECTION('C'),
  /** Primary, on a link: are you accepting? Answered when a connection is welcome. */
  PROBE('P'),
  /**
   * Worker, on a link: the answer to {@link #PROBE}. A worker that has a listening socket of its
   * own has found that empty since.
   */
  ACCEPTING('J'),
  /**
   * Worker, on a link: taken. The connection is the worker's from here on, whatever becomes of it.
   */
  TAKEN('A'),
  /**
   * Worker, on a link: the connection could not be received (no descriptor left): give it to
   * another.
   */
  NOT_TAKEN('X'),
  /**
   * Worker, on a link: no room for the connection: give it to another, and probe at once. The probe
   * is answered when there is room.
   */
  FULL('F'),
  /**
   * Worker, on the link to its own listening socket: no room for what waits in that: give it to
   * others, and probe at once. The probe is answered when there is room.
   */
  NO_ROOM('n'),
  /**
   * Worker, on a link whose {@link #BOUND} asked for it: how many connections have ended. Body:
   * {@code Ended}.
   */
  ENDED('E'),
  /**
   * Worker, last on a link: the application has closed its server socket. A link that ends without
   * it is that of a worker which has died, or is about to.
   */
  CLOSE('Z'),
  /** Worker, on a link to a shared socket: I can receive it now. */
  READY('Y'),
  /** Primary, on a link to a shared socket: the listening socket. */
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
