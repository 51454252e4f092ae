package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Ended;
import dev.prefork.internal.ipc.message.Handoff;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of connections from one port to one worker, and back if the worker does not take them.
 *
 * <pre>
 *         hand            TAKEN, the last
 * FREE ─────────▶ HANDED ────────────────────────▶ FREE
 *                   │ taken back, NOT_TAKEN, FULL    ▲
 *                   ├──────────────▶ PAUSED ─────────┤ ACCEPTING, after a probe
 *                   └──────────────▶ STALLED ────────┘ TAKEN
 *                     overdue, and received already
 * any ── the worker leaves, dies or closes its socket ──▶ LEFT
 * </pre>
 *
 * <p>The primary keeps its copy of a connection until the worker says TAKEN, and the worker says so
 * before its application sees the connection. So what a dead worker has not acknowledged no
 * application has seen, and another may have it.
 *
 * <p>A <em>living</em> worker that does not acknowledge (stopped, hung, or just not accepting)
 * might do so at any moment. From it the primary takes back by receiving from its twin, a duplicate
 * of the worker's own end: the kernel gives each message to exactly one receiver. The twin comes a
 * few milliseconds after the worker listens.
 */
public final class HandoffQueue implements FrameChannel.Listener, AutoCloseable {
  /** A worker that has not taken a connection for so long is passed over. */
  public static final long STALL_NANOS = 300_000_000;

  /** More than there are, whatever a worker says. */
  private static final int MAX_OPEN = 1 << 24;

  private static final byte[] PROBE = Handoff.probe();

  private final int workerId;
  private final FrameChannel link;
  private final DescriptorSocket io;
  private final Owner owner;

  private final InFlight inFlight = new InFlight();
  private final WaitingLine waiting = new WaitingLine();

  private State state = State.FREE;
  private @Nullable Twin twin;
  private boolean suspended;
  private boolean probed;
  private boolean closedByApplication;
  private int taken;
  private int ended;

  private enum State {
    FREE,
    HANDED,
    PAUSED,
    STALLED,
    RETIRED
  }

  /** The port. */
  public interface Owner {
    /** The worker can be given a connection again, or one more. */
    void onFree(HandoffQueue queue);

    /** The worker has no room for what waits in a socket of its own. */
    void onNoRoom(HandoffQueue queue) throws IOException;

    /** The worker has taken this connection. */
    void onTaken(HandoffQueue queue, Connection connection);

    /** The primary's copy of what a worker, perhaps another user's, has taken is of no use. */
    void release(Connection connection, boolean otherUsers);

    /** The worker could not take this connection; it is the port's again. */
    void onReturned(HandoffQueue queue, Connection connection);

    /** The worker has closed its socket, or its link is broken. */
    void onGone(HandoffQueue queue, @Nullable IOException fault);

    /** There is one more queue, or one less, of whose worker nothing is expected. */
    void onIdle(int change);

    /** The time of this turn. */
    long now();
  }

  public HandoffQueue(int workerId, FrameChannel link, DescriptorSocket io, Owner owner) {
    this.workerId = workerId;
    this.link = link;
    this.io = io;
    this.owner = owner;
    owner.onIdle(1);
    link.handOver(this, Handoff.BODY);
  }

  public int workerId() {
    return workerId;
  }

  /** False for a link that ends because its worker does. */
  public boolean isClosedByApplication() {
    return closedByApplication;
  }

  /** True if the worker may have a connection, and has taken all that it was handed. */
  public boolean isFree() {
    return !suspended && state == State.FREE;
  }

  /** True if the worker can be expected to take a connection, now or soon. */
  public boolean isAccepting() {
    return !suspended && takes();
  }

  /** How many connections the worker may be handed now. */
  public int room() {
    return suspended ? 0 : roomIfResumed();
  }

  private int roomIfResumed() {
    return takes() ? inFlight.room() : 0;
  }

  private boolean takes() {
    return state == State.FREE || state == State.HANDED;
  }

  /** The one place where it changes: the port counts. */
  private void become(State next) {
    int idle = (next == State.FREE ? 1 : 0) - (state == State.FREE ? 1 : 0);
    state = next;
    if (idle != 0) {
      owner.onIdle(idle);
    }
  }

  /** The worker is to have nothing, whether it accepts or not. */
  public void suspend() {
    suspended = true;
  }

  /** The worker may have connections again. */
  public void resume() {
    suspended = false;
  }

  /** How many connections wait until the worker is free. */
  public int waiting() {
    return waiting.size();
  }

  /** For how long the first of them has waited; 0 if there is none. */
  public long longestWait() {
    return waiting.age(owner.now());
  }

  /**
   * How many connections the worker has, as far as is known: those that it has taken and that have
   * not ended, those that it was handed, and those that wait. Ends are only known if it was asked
   * to tell.
   */
  public int load() {
    int open = Math.clamp(taken - ended, 0, MAX_OPEN); // it is the worker who says what has ended
    return open + inFlight.size() + waiting.size();
  }

  /**
   * Hands a connection out, at once or when there is room.
   *
   * @return false if it cannot be sent; the connection is still the caller's
   */
  public boolean give(Connection connection, long now) {
    if (roomIfResumed() > 0) {
      return hand(connection, now);
    }
    waiting.add(connection, now);
    return true;
  }

  /** What has waited for longest, if there is room for it; it is the caller's. */
  public @Nullable Connection nextWaiting() {
    return roomIfResumed() > 0 ? waiting.poll() : null;
  }

  /** All that waits, in its order; it is the caller's. */
  public List<Connection> recall() {
    return waiting.removeAll();
  }

  private boolean hand(Connection connection, long now) {
    byte[] frame = Handoff.connection(connection.peer(), inFlight.nextSerial());
    if (sendNow(frame, connection.fd())) {
      become(State.HANDED);
      inFlight.add(connection, now);
      return true;
    }
    inFlight.fill();
    become(inFlight.isEmpty() ? State.PAUSED : state);
    return false;
  }

  private boolean sendNow(byte[] frame, Fd attached) {
    try {
      return link.sendNow(frame, attached);
    } catch (IOException e) {
      return false; // a broken link reports itself; a shortage of the kernel's passes
    }
  }

  /**
   * Looks after what time brings: a worker that was passed over is asked whether it accepts again.
   */
  public void tick() {
    if (state == State.PAUSED && !probed) {
      probed = true;
      probe();
    }
  }

  /**
   * Asks a worker that is free whether it accepts: it is not until it has answered.
   *
   * @return false if it was not free
   */
  public boolean ask() {
    if (state != State.FREE) {
      return false;
    }
    become(State.PAUSED);
    tick();
    return true;
  }

  private void probe() {
    try {
      link.send(PROBE);
    } catch (IOException e) {
      probed = false; // a broken link reports itself
    }
  }

  /** True if what was handed out should be somewhere else by now, and can be taken back. */
  public boolean isOverdue(long now) {
    return state == State.HANDED && twin != null && inFlight.age(now) > STALL_NANOS;
  }

  /** Takes back what the worker has not received. What it has received it may still take. */
  public List<Connection> takeBack() {
    List<Connection> untaken = inFlight.remove(receiveFromTwin());
    if (!inFlight.isEmpty()) {
      become(state == State.HANDED ? State.STALLED : state);
    } else if (!untaken.isEmpty()) {
      become(State.PAUSED);
    }
    return untaken;
  }

  /**
   * Gives the worker nothing more.
   *
   * @param dead true if its process has ended
   * @return what it has not taken
   */
  public List<Connection> leave(boolean dead) {
    become(State.RETIRED); // before it is heard: that makes it free for nothing any more
    if (dead && link.isOpen()) {
      link.readNow(); // its last acknowledgement may still be unread
    }
    return dead ? inFlight.removeAll() : inFlight.remove(receiveFromTwin());
  }

  /** Hears what the worker has said, without waiting for an event. */
  public void readAcknowledgements() {
    link.readNow();
  }

  private Set<Byte> receiveFromTwin() {
    if (twin == null || inFlight.isEmpty()) {
      return Set.of();
    }
    try {
      return twin.receive(() -> probed = false);
    } catch (ErrnoException e) {
      owner.onGone(this, e);
      return Set.of();
    }
  }

  @Override
  public void onFrame(Frame frame) throws IOException {
    Fd attached = frame.descriptor();
    if (frame.type() == FrameType.TWIN && twin == null && attached != null) {
      twin = new Twin(attached, io);
      inFlight.startAt(owner.now()); // it could not take anything earlier, and has not stalled
      return;
    }
    frame.refuseDescriptor();
    switch (frame.type()) {
      case TAKEN -> onTaken();
      case ACCEPTING -> onAccepting();
      case NOT_TAKEN -> onNotTaken();
      case FULL -> onFull();
      case NO_ROOM -> owner.onNoRoom(this);
      case ENDED -> ended = Ended.decode(frame.body()).count();
      case CLOSE -> closedByApplication = true;
      default ->
          throw new BadFrameException("a " + frame.type() + " frame has no meaning on a link");
    }
  }

  private void onTaken() {
    Connection connection = inFlight.take(owner.now());
    if (connection == null) {
      return;
    }
    taken++;
    owner.onTaken(this, connection);
    owner.release(connection, link.isOtherUsers());
    if (state == State.HANDED || state == State.STALLED) {
      proceed();
    }
  }

  private void onAccepting() {
    probed = false;
    if (state == State.PAUSED) {
      proceed();
    }
  }

  private void proceed() {
    become(inFlight.isEmpty() ? State.FREE : State.HANDED);
    owner.onFree(this);
  }

  private void onNotTaken() {
    Connection connection = inFlight.removeOldest();
    if (state == State.HANDED || state == State.STALLED) {
      become(State.PAUSED);
    }
    if (connection != null) {
      owner.onReturned(this, connection);
    }
  }

  private void onFull() {
    Connection connection = inFlight.removeOldest();
    if (state != State.FREE && state != State.RETIRED) {
      become(State.PAUSED);
      tick(); // answered when there is room: nothing goes to and fro until then
    }
    if (connection != null) {
      owner.onReturned(this, connection);
    }
  }

  @Override
  public void onClosed(@Nullable IOException fault) {
    owner.onGone(this, fault);
  }

  @Override
  public void close() {
    become(State.RETIRED);
    link.close();
    inFlight.removeAll().forEach(Connection::closeAsync);
    recall().forEach(Connection::close);
    if (twin != null) {
      twin.close();
    }
  }
}
