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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands connections of one port to one worker, and takes back those that the worker does not take.
 *
 * <pre>
 *         offer           the last TAKEN
 * FREE ─────────▶ HANDED ────────────────────────▶ FREE
 *                   │ reclaimed, NOT_TAKEN, FULL     ▲
 *                   ├──────────────▶ PAUSED ─────────┤ ACCEPTING, after a probe
 *                   └──────────────▶ STALLED ────────┘ TAKEN
 *                     overdue, and received already
 * any ── the worker drains, dies or closes its socket ──▶ RETIRED
 * </pre>
 *
 * <p>The primary keeps its copy of a connection until the worker sends TAKEN, and the worker sends
 * it before its application sees the connection. So no application has seen what a dead worker has
 * not acknowledged, and another worker may have it.
 *
 * <p>A <em>living</em> worker that does not acknowledge (stopped, unresponsive, or just not
 * accepting) might do so at any moment. The primary takes connections back from it through its
 * twin, a duplicate of the worker's own end of the link: the kernel delivers each message to
 * exactly one receiver. The twin arrives a few milliseconds after the worker listens.
 */
public final class HandoffQueue implements FrameChannel.Listener, AutoCloseable {
  /** A worker that has not taken a connection for this long is passed over. */
  public static final long STALL_NANOS = 300_000_000;

  /** More than a worker can have, whatever it claims. */
  private static final int MAX_OPEN = 1 << 24;

  private static final byte[] PROBE = Handoff.probe();

  private final int workerId;
  private final FrameChannel link;
  private final DescriptorSocket io;
  private final boolean listens;
  private final Owner owner;
  private final InFlight inFlight = new InFlight();
  private final WaitingConnections waiting = new WaitingConnections();
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
    RETIRED;

    boolean takes() {
      return this == FREE || this == HANDED;
    }
  }

  /** The port. */
  public interface Owner {
    /** Handles what the worker has done. */
    void onEvent(HandoffQueue queue, QueueEvent event);

    /** Counts the queues that nothing is expected from: one more, or one less. */
    void onIdle(int change);

    /** Returns the time at which the current turn of the event loop began, in nanoseconds. */
    long now();
  }

  /**
   * Takes over a worker's link.
   *
   * @param listens true if the worker has a listening socket of its own, too
   */
  public HandoffQueue(
      int workerId, FrameChannel link, DescriptorSocket io, boolean listens, Owner owner) {
    this.workerId = workerId;
    this.listens = listens;
    this.link = link;
    this.io = io;
    this.owner = owner;
    owner.onIdle(1);
    link.handOver(this, Handoff.BODY);
  }

  public int workerId() {
    return workerId;
  }

  /** Returns false if the link ends because its worker does. */
  public boolean isClosedByApplication() {
    return closedByApplication;
  }

  /** Returns true if the worker may get a connection, and has taken all that it was handed. */
  public boolean isFree() {
    return !suspended && state == State.FREE;
  }

  /** Returns true if the worker can be expected to take a connection, now or soon. */
  public boolean isAccepting() {
    return !suspended && state.takes();
  }

  /** Returns false while the worker is suspended. */
  public boolean isResumed() {
    return !suspended;
  }

  /** Returns how many connections the worker may be handed now. */
  public int room() {
    return suspended ? 0 : roomIfResumed();
  }

  private int roomIfResumed() {
    return state.takes() ? inFlight.room() : 0;
  }

  /** The only place where the state changes, because the port counts idle queues. */
  private void transition(State next) {
    int idle = (next == State.FREE ? 1 : 0) - (state == State.FREE ? 1 : 0);
    state = next;
    if (idle != 0) {
      owner.onIdle(idle);
    }
  }

  /** Returns how many connections wait until the worker is free. */
  public int waiting() {
    return waiting.size();
  }

  /** Returns for how many nanoseconds the first of them has waited; 0 if there is none. */
  public long longestWait() {
    return waiting.age(owner.now());
  }

  /**
   * Returns how many connections the worker has: those that it has taken and that have not ended,
   * those in flight, and those that wait. Ends are known only if the worker reports them.
   */
  public int load() {
    int open = Math.clamp(taken - ended, 0, MAX_OPEN); // the worker may claim any number of ends
    return open + inFlight.size() + waiting.size();
  }

  /** Offers a connection: hands it over at once, or when the worker has room. */
  public Offer offer(Connection connection, long now) {
    if (roomIfResumed() == 0) {
      waiting.add(connection, now);
      return Offer.QUEUED;
    }
    return send(connection, now) ? Offer.SENT : new Offer.Refused(waiting.removeAll());
  }

  private boolean send(Connection connection, long now) {
    byte[] frame =
        Handoff.connection(connection.peer(), inFlight.nextSerial(), connection.movesTo(workerId));
    if (send(frame, connection.fd())) {
      transition(State.HANDED);
      inFlight.add(connection, now);
      return true;
    }
    inFlight.fill();
    transition(inFlight.isEmpty() ? State.PAUSED : state);
    return false;
  }

  private boolean send(byte[] frame, Fd attached) {
    try {
      return link.sendNow(frame, attached);
    } catch (IOException e) {
      return false; // a broken link reports itself; a shortage in the kernel passes
    }
  }

  private void sendWaiting() {
    while (roomIfResumed() > 0) {
      Connection next = waiting.poll();
      if (next == null) {
        return;
      }
      if (!send(next, owner.now())) {
        owner.onEvent(this, new QueueEvent.Returned(withWaiting(List.of(next))));
        return;
      }
    }
  }

  /**
   * Stops offering connections to the worker, whether it accepts or not.
   *
   * @return what is the caller's now: see {@link #reclaim}
   */
  public List<Connection> suspend() {
    suspended = true;
    return reclaim();
  }

  /** Lets the worker have connections again. */
  public void resume() {
    suspended = false;
  }

  /** Probes a worker that was passed over. */
  public void tick() {
    if (state == State.PAUSED && !probed) {
      probed = true;
      sendProbe();
    }
  }

  /** Asks a free worker whether it accepts; returns false if it was not free. */
  public boolean probe() {
    if (state != State.FREE) {
      return false;
    }
    transition(State.PAUSED);
    tick();
    return true;
  }

  private void sendProbe() {
    try {
      link.send(PROBE);
    } catch (IOException e) {
      probed = false; // a broken link reports itself
    }
  }

  /** Returns true if connections have been in flight for too long and can be reclaimed. */
  public boolean isOverdue(long now) {
    return state == State.HANDED && twin != null && inFlight.age(now) > STALL_NANOS;
  }

  /**
   * Takes back what the worker has not received. The worker may still take what it has received.
   *
   * @return these connections and those that waited for the worker; they are the caller's
   */
  public List<Connection> reclaim() {
    List<Connection> untaken = inFlight.remove(receiveFromTwin());
    if (!inFlight.isEmpty()) {
      transition(state == State.HANDED ? State.STALLED : state);
    } else if (!untaken.isEmpty()) {
      transition(State.PAUSED);
    }
    return withWaiting(untaken);
  }

  /**
   * Ends the worker's part in the port.
   *
   * @param dead true if its process has ended
   * @return what the worker has not taken, and what waited for it; they are the caller's
   */
  public List<Connection> retire(boolean dead) {
    transition(State.RETIRED); // before its frames are read: they free it for nothing any more
    if (dead && link.isOpen()) {
      link.readNow(); // its last acknowledgement may still be unread
    }
    return withWaiting(dead ? inFlight.removeAll() : inFlight.remove(receiveFromTwin()));
  }

  private List<Connection> withWaiting(List<Connection> first) {
    if (waiting.size() == 0) {
      return first;
    }
    List<Connection> all = new ArrayList<>(first);
    all.addAll(waiting.removeAll());
    return all;
  }

  /** Reads what the worker has sent. */
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
      onClosed(e);
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
      case ACCEPTING -> {
        probed = false;
        if (state == State.PAUSED) {
          proceed();
        }
      }
      case NOT_TAKEN -> onNotTaken();
      case FULL -> onFull();
      case NO_ROOM -> onNoRoom();
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
    owner.onEvent(this, new QueueEvent.Taken(connection, link.isOtherUsers()));
    if (state == State.HANDED || state == State.STALLED) {
      proceed();
    }
  }

  private void proceed() {
    transition(inFlight.isEmpty() ? State.FREE : State.HANDED);
    sendWaiting();
    owner.onEvent(this, QueueEvent.FREE);
  }

  private void onNotTaken() {
    if (state == State.HANDED || state == State.STALLED) {
      transition(State.PAUSED);
    }
    returnOldest();
  }

  /** The worker answers the probe when it has room: until then nothing is sent to and fro. */
  private void onFull() {
    if (state != State.FREE && state != State.RETIRED) {
      transition(State.PAUSED);
      tick();
    }
    returnOldest();
  }

  private void returnOldest() {
    Connection connection = inFlight.removeOldest();
    if (connection != null) {
      owner.onEvent(this, new QueueEvent.Returned(withWaiting(List.of(connection))));
    }
  }

  private void onNoRoom() throws BadFrameException {
    if (!listens) {
      throw new BadFrameException("NO_ROOM came from a worker that has no listening socket");
    }
    owner.onEvent(this, QueueEvent.NO_ROOM);
  }

  @Override
  public void onClosed(@Nullable IOException fault) {
    owner.onEvent(this, new QueueEvent.Gone(fault));
  }

  @Override
  public void close() {
    transition(State.RETIRED);
    link.close();
    inFlight.removeAll().forEach(Connection::closeAsync);
    waiting.removeAll().forEach(Connection::close);
    if (twin != null) {
      twin.close();
    }
  }
}
