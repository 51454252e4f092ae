package dev.prefork.internal.nio.move;

import dev.prefork.internal.http.Exchanges;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.StreamIo;
import dev.prefork.model.StayReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and the application's server, until a boundary between two exchanges is
 * certain. There the connection with the client can be given away.
 *
 * <pre>
 *            exchanges seen, or nothing read yet          refused
 * LOOKING ───────────────▶ FOLLOWING ───────▶ OFFERED ────────────▶ STAYING
 *    │                         │  anything ambiguous                  ▲
 *    └─────────────────────────┴──────────────────────────────────────┘
 * </pre>
 *
 * <p>A relay begins in the middle of a conversation. The server may be in the middle of a request's
 * body, whose bytes may look like a request. So a boundary counts only after {@value #CERTAIN}
 * exchanges in strict alternation: a server sends one response for each request, and begins no
 * request before it has read the body of the one before. See docs/moving.md.
 */
final class Relay {
  /** Exchanges to see before the boundary is certain. */
  static final int CERTAIN = 2;

  /** Limits one turn, so that a busy connection does not delay others. */
  private static final int MAX_STEPS = 16;

  private final OpenConnection connection;
  private final Fd client;
  private final Fd server;
  private final StreamIo io;
  private final Flow up;
  private final Flow down;
  private State state = State.LOOKING;
  private final Exchanges exchanges = new Exchanges();
  private int required = CERTAIN;

  /** Until requests are followed. */
  private boolean serverSpokeLast;

  private boolean clientGone;
  private boolean serverGone;
  private boolean endedByServer;
  private boolean hasPassed;
  private long lastByte;
  private @Nullable StayReason reason;

  enum State {
    LOOKING,
    FOLLOWING,
    OFFERED,
    STAYING,
    ENDED
  }

  /**
   * Creates a relay.
   *
   * @param client the TCP connection, owned by this relay
   * @param server the other end of the application's socket, owned by this relay
   */
  Relay(OpenConnection connection, Fd client, Fd server, StreamIo io) {
    this.connection = connection;
    this.client = client;
    this.server = server;
    this.io = io;
    this.up = new Flow(client, server, io, this::admitRequest);
    this.down = new Flow(server, client, io, this::admitResponse);
  }

  /**
   * Begins to pass bytes, when no thread reads from the TCP connection any more.
   *
   * @param untouched whether the application has neither read nor sent anything
   * @param answered whether the application has sent last, so that no request is known to be under
   *     way
   */
  void begin(boolean untouched, boolean answered, long now) {
    lastByte = now;
    serverSpokeLast = answered || untouched;
    if (untouched) {
      required = 0;
      state = State.FOLLOWING;
    }
  }

  boolean hasPassed() {
    return hasPassed;
  }

  /** Returns whether only the TCP connection can tell that the application has sent last. */
  boolean needsObservation() {
    return state == State.LOOKING && !serverSpokeLast && !hasPassed;
  }

  /** Records that the application has sent last, before any byte has passed. */
  void observeAnswered() {
    serverSpokeLast = true;
  }

  OpenConnection connection() {
    return connection;
  }

  Fd client() {
    return client;
  }

  Fd server() {
    return server;
  }

  State state() {
    return state;
  }

  @Nullable StayReason reason() {
    return reason;
  }

  /**
   * Passes bytes in both directions, until none come, the boundary is reached, or all is over.
   *
   * @return true if the connection can be given away now
   */
  boolean pass(long now) {
    try {
      int left = clientGone || serverGone ? Integer.MAX_VALUE : MAX_STEPS;
      while (left-- > 0 && !isMovable() && passOne()) {
        hasPassed = true;
        lastByte = now;
      }
      endIfOver();
      return isMovable();
    } catch (ErrnoException e) {
      state = State.ENDED; // one side is broken; the other sees that it is closed
      return false;
    }
  }

  /** The response goes first: the next request is left unread if the exchange is complete. */
  private boolean passOne() throws ErrnoException {
    if (!clientGone && down.pass()) {
      up.release();
      return true;
    }
    return !serverGone && up.pass();
  }

  private void endIfOver() {
    boolean upEnded = up.isEnded() || serverGone;
    boolean downEnded = down.isEnded() || clientGone;
    endedByServer |= down.isEnded() && !up.isEnded() && !clientGone;
    if (upEnded && downEnded) {
      state = State.ENDED;
    }
  }

  /**
   * Takes the news that the client or the server has closed its end altogether. From now on, events
   * of that end bring nothing new. What it has sent is passed on when the other end has room.
   */
  void hangUp(boolean byClient) {
    clientGone |= byClient;
    serverGone |= !byClient;
  }

  private boolean isMovable() throws ErrnoException {
    return state == State.FOLLOWING
        && exchanges.isBoundary()
        && exchanges.count() >= required
        && isStill(up)
        && isStill(down)
        && io.unread(server) == 0
        && isNextRequestPlausible();
  }

  private static boolean isStill(Flow flow) {
    return !flow.isEnded() && !flow.isFull();
  }

  /** What is unread must begin like a request; another protocol stays. */
  private boolean isNextRequestPlausible() throws ErrnoException {
    int count = io.peek(client);
    if (count == StreamIo.NOTHING) {
      return true;
    }
    if (count == StreamIo.END) {
      return false;
    }
    Exchanges next = new Exchanges();
    int _ = next.request(io.peeked(count, 0));
    stayIfDecided(next);
    return state == State.FOLLOWING;
  }

  private int admitRequest(ByteBuffer bytes) {
    if (state == State.LOOKING && serverSpokeLast) {
      state = State.FOLLOWING;
    }
    if (state == State.FOLLOWING) {
      return follow(bytes);
    }
    serverSpokeLast = false;
    return bytes.remaining();
  }

  private int follow(ByteBuffer bytes) {
    int admitted = exchanges.request(bytes);
    stayIfDecided(exchanges);
    if (admitted < bytes.remaining() && exchanges.count() < required) {
      stay(StayReason.PROTOCOL); // a client that does not wait for the response
    }
    return state == State.FOLLOWING ? admitted : bytes.remaining();
  }

  private int admitResponse(ByteBuffer bytes) {
    if (state == State.FOLLOWING) {
      exchanges.response(bytes);
      stayIfDecided(exchanges);
    } else if (state == State.LOOKING) {
      look(bytes);
    }
    return bytes.remaining();
  }

  /**
   * After an interim response the client may send a body, which must not be taken for a request.
   */
  private void look(ByteBuffer bytes) {
    serverSpokeLast = true;
    if (Interim.isPossible(bytes)) {
      stay(StayReason.BODY);
    }
  }

  private void stayIfDecided(Exchanges decided) {
    StayReason why = decided.stays();
    if (why != null) {
      stay(why);
    }
  }

  /** Gives up for good: from now on bytes pass as they come. */
  void stay(StayReason why) {
    state = State.STAYING;
    reason = why;
  }

  /** Stops passing bytes: another process may own the connection soon. */
  void offer() {
    state = State.OFFERED;
  }

  /** Returns whether no exchange is known to be under way, and no byte has come for the time. */
  boolean isQuiet(long now, long nanos) {
    return serverSpokeLast && exchanges.isBoundary() && now - lastByte >= nanos;
  }

  /** Returns whether the worker, not the client, has ended the connection. */
  boolean isEndedByWorker() {
    return endedByServer || connection.isEnded();
  }

  /** Returns the events of the TCP connection to wait for. */
  int clientInterest() {
    return (up.wantsBytes() ? Epoll.READABLE : 0) | (down.isFull() ? Epoll.WRITABLE : 0);
  }

  /** Returns the events of the application's side to wait for. */
  int serverInterest() {
    return (down.wantsBytes() ? Epoll.READABLE : 0) | (up.isFull() ? Epoll.WRITABLE : 0);
  }

  void close() {
    state = State.ENDED;
    client.closeAsync(); // the last descriptor, if SO_LINGER is set, can block
    server.close();
  }
}
