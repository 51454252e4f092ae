package dev.prefork.internal.nio.move;

import dev.prefork.internal.ipc.message.MoveRequest;
import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.EventFd;
import dev.prefork.internal.sys.sockets.StreamIo;
import dev.prefork.internal.sys.sockets.TcpConnections;
import dev.prefork.internal.sys.sockets.TcpInfo;
import dev.prefork.model.StayReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Runs all relays of this worker on one thread. */
final class RelayLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** How long a connection must be idle to count as quiet. */
  private static final long QUIET_MILLIS = 1000;

  /** The same if the kernel cannot tell whether client or application has sent last. */
  private static final long UNCERTAIN_QUIET_MILLIS = 5 * QUIET_MILLIS;

  private static final long QUIET_NANOS = QUIET_MILLIS * 1_000_000;

  private static final int RELEASE_MILLIS = 1;

  /** How often to look for connections that were accepted since. */
  private static final int LOOK_MILLIS = 20;

  /** The time between two steps of a {@link MoveOrder}. */
  private static final int STEP_MILLIS = 100;

  private static final int FOR_EVER = -1;

  private final MoveOffers offers;
  private final Epoll epoll = new Epoll();
  private final EventFd wakeup = new EventFd();
  private final StreamIo io = new StreamIo();
  private final Swapper swapper = new Swapper();
  private final TcpConnections tcp = new TcpConnections();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final MoveOrder order = new MoveOrder();

  /** Connections whose thread has not replaced their socket, and since when; it may never do so. */
  private final Map<OpenConnection, Long> swapping = new HashMap<>();

  /** Replaced sockets that a thread may still read, which would miss the relay. */
  private final List<Swapped> read = new ArrayList<>();

  private final Map<Relay, RelayWatch> relays = new HashMap<>();
  private final Settlement settlement = new Settlement();

  RelayLoop(Mover.Primary primary) throws IOException {
    this.offers = new MoveOffers(primary, this::onReply);
    epoll.add(wakeup.fd(), Epoll.READABLE, _ -> wakeup.reset());
  }

  /** Returns whether no connection is about to move. */
  boolean isSettled() {
    return settlement.isSettled();
  }

  /** Waits until no connection is about to move, at most so many ms. */
  void awaitSettled(long millis) throws InterruptedException {
    settlement.await(millis);
  }

  void move(int count) {
    settlement.request();
    submit(
        () -> {
          settlement.see();
          order.request(count == MoveRequest.ALL ? count : count - pending());
        });
  }

  void onReply(int id, boolean accepted) {
    submit(() -> finish(id, accepted));
  }

  /** Counts the connections that have neither moved nor ended; they stay from now on. */
  CompletableFuture<Void> countRest() {
    return CompletableFuture.runAsync(
        () -> List.copyOf(relays.keySet()).stream().filter(RelayLoop::mayMove).forEach(this::stay),
        this::submit);
  }

  private static boolean mayMove(Relay relay) {
    return relay.state() == Relay.State.LOOKING || relay.state() == Relay.State.FOLLOWING;
  }

  private void stay(Relay relay) {
    stay(relay, rest(relay));
  }

  private void stay(Relay relay, StayReason why) {
    relay.stay(why);
    countStayed(relay);
    advance(relay);
  }

  private void submit(Runnable command) {
    commands.add(command);
    wakeup.signal();
  }

  @Override
  public void run() {
    try {
      while (true) {
        swapNext();
        beginRelays();
        offers.sendNext();
        observe();
        settlement.update(isNothingPending());
        epoll.await(waitMillis(), RelayLoop::onFault);
        runCommands();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "connections do not move any more", e);
      List.copyOf(relays.keySet()).forEach(this::end);
      settlement.end();
    }
  }

  private static void onFault(Epoll.Handler culprit, Exception fault) {
    LOG.log(Level.ERROR, "relaying a connection failed", fault);
  }

  private void runCommands() {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
    }
  }

  private void swapNext() throws IOException {
    List<OpenConnection> next = order.isDone() ? List.of() : order.next();
    if (!next.isEmpty()) {
      swapper.refresh();
      next.forEach(this::swap);
    }
  }

  private int waitMillis() {
    if (!read.isEmpty()) {
      return RELEASE_MILLIS;
    }
    if (order.isDraining()) {
      return LOOK_MILLIS;
    }
    return order.isDone() ? FOR_EVER : STEP_MILLIS;
  }

  private void swap(OpenConnection connection) {
    try {
      swapping.put(connection, System.nanoTime());
      swapper.swap(connection, swapped -> submit(() -> onSwapped(swapped)));
    } catch (IOException | RuntimeException e) {
      swapping.remove(connection);
      Mover.logFailure(connection, e);
    }
  }

  private void onSwapped(Swapped swapped) {
    swapping.remove(swapped.connection());
    swapped.connection().relay(swapped.client().number());
    read.add(swapped);
  }

  private void beginRelays() {
    List<Swapped> over = read.stream().filter(swapped -> swapped.read().isOver()).toList();
    read.removeAll(over);
    over.forEach(this::begin);
  }

  private void begin(Swapped swapped) {
    Relay relay = new Relay(swapped.connection(), swapped.client(), swapped.server(), io);
    relays.put(relay, new RelayWatch(epoll, relay, () -> advance(relay)));
    try {
      begin(relay);
    } catch (ErrnoException e) {
      fail(relay, e);
      return;
    }
    advance(relay);
  }

  private void fail(Relay relay, IOException reason) {
    Mover.logFailure(relay.connection(), reason);
    end(relay);
  }

  private void begin(Relay relay) throws ErrnoException {
    TcpInfo info = tcp.info(relay.client().number());
    int unread = io.unread(relay.client());
    boolean untouched = info != null && info.received() == unread && !info.answered();
    relay.begin(untouched, isAnswered(info, unread), System.nanoTime());
  }

  private static boolean isAnswered(@Nullable TcpInfo info, int unread) {
    return info != null && unread == 0 && !info.isInUse(0, Long.MAX_VALUE);
  }

  /** The client may have acknowledged a response only after its relay began. */
  private void observe() throws ErrnoException {
    for (Relay relay : relays.keySet()) {
      if (relay.needsObservation()
          && isAnswered(tcp.info(relay.client().number()), io.unread(relay.client()))) {
        relay.observeAnswered();
      }
    }
  }

  private void advance(Relay relay) {
    RelayWatch watch = relays.get(relay);
    if (watch == null) {
      return; // it has ended
    }
    Relay.State before = relay.state();
    boolean mayMove = relay.pass(System.nanoTime());
    if (relay.state() == Relay.State.STAYING && before != Relay.State.STAYING) {
      countStayed(relay);
    }
    try {
      proceed(relay, watch, mayMove);
    } catch (ErrnoException e) {
      fail(relay, e);
    }
  }

  private void proceed(Relay relay, RelayWatch watch, boolean mayMove) throws ErrnoException {
    if (relay.state() == Relay.State.ENDED) {
      countEnded(relay);
      end(relay);
    } else if (mayMove) {
      watch.pause();
      relay.offer();
      relay.connection().offer();
      offers.add(relay);
    } else {
      watch.update();
    }
  }

  private void countEnded(Relay relay) {
    if (relay.reason() == null && relay.isEndedByWorker()) {
      MoveCounts.countStayed(rest(relay));
    }
  }

  /**
   * Returns why a connection stays that might still have moved. One that this worker has ended was
   * quiet, even if the relay cannot tell any more because the end has passed through it.
   */
  private StayReason rest(Relay relay) {
    boolean quiet = relay.connection().isEnded() || isQuiet(relay, System.nanoTime(), 0);
    return quiet ? StayReason.QUIET : StayReason.BUSY;
  }

  private static void countStayed(Relay relay) {
    StayReason reason = relay.reason();
    if (reason != null) {
      MoveCounts.countStayed(reason);
    }
  }

  private void end(Relay relay) {
    RelayWatch watch = relays.remove(relay);
    if (watch != null) {
      try {
        watch.pause();
      } catch (ErrnoException e) {
        LOG.log(Level.ERROR, "cannot stop watching a connection", e);
      }
      relay.connection().leave();
      relay.close();
    }
  }

  private void finish(int id, boolean accepted) {
    Relay relay = offers.take(id);
    if (relay == null) {
      return;
    }
    if (accepted) {
      MoveCounts.countMoved();
      end(relay);
    } else {
      relay.connection().relay(relay.client().number());
      stay(relay, StayReason.OFF); // no other worker takes the connection
    }
  }

  private boolean isNothingPending() {
    return commands.isEmpty() && !order.isWaiting() && pending() == 0;
  }

  /** Returns how many connections are about to move. */
  private int pending() {
    long now = System.nanoTime();
    swapping.values().removeIf(since -> now - since > QUIET_NANOS);
    long relayed = relays.keySet().stream().filter(relay -> isPending(relay, now)).count();
    return swapping.size() + read.size() + (int) relayed;
  }

  /** Before any byte has passed, only the TCP connection tells who has sent last. */
  private boolean isQuiet(Relay relay, long now, long nanos) {
    TcpInfo info = relay.hasPassed() ? null : tcp.info(relay.client().number());
    return relay.isQuiet(now, nanos)
        || (info != null && !info.isInUse(QUIET_MILLIS, UNCERTAIN_QUIET_MILLIS));
  }

  private boolean isPending(Relay relay, long now) {
    return switch (relay.state()) {
      case LOOKING, FOLLOWING -> !isQuiet(relay, now, QUIET_NANOS);
      case OFFERED -> true;
      case STAYING, ENDED -> false;
    };
  }
}
