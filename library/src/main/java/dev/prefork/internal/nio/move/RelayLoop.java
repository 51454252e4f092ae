package dev.prefork.internal.nio.move;

import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.EventFd;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.internal.sys.sockets.StreamIo;
import dev.prefork.internal.sys.sockets.TcpConnections;
import dev.prefork.internal.sys.sockets.TcpInfo;
import dev.prefork.model.StayReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs all relays of this worker on one thread. */
final class RelayLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** How long a connection must be idle to count as quiet. */
  private static final long QUIET_NANOS = 1_000_000_000;

  private static final int RELEASE_MILLIS = 1;

  /** How often to look for connections that were accepted since. */
  private static final int LOOK_MILLIS = 20;

  /** The time between two steps of a {@link MoveOrder}. */
  private static final int STEP_MILLIS = 100;

  private static final int FOR_EVER = -1;

  /** Offers without a reply; limits the descriptors that the primary has of this worker. */
  private static final int MAX_OFFERS = 32;

  private final Mover.Primary primary;
  private final Epoll epoll = new Epoll();
  private final EventFd wakeup = new EventFd();
  private final StreamIo io = new StreamIo();
  private final Swapper swapper = new Swapper();
  private final Sockets sockets = new Sockets();
  private final TcpConnections tcp = new TcpConnections();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final MoveOrder order = new MoveOrder();

  /** Connections whose thread has not replaced their socket, and since when; it may never do so. */
  private final Map<OpenConnection, Long> swapping = new HashMap<>();

  /** Replaced sockets that a thread may still read, which would miss the relay. */
  private final List<Swapped> read = new ArrayList<>();

  private final Map<Relay, RelayWatch> relays = new HashMap<>();
  private final Map<Integer, Relay> offers = new HashMap<>();
  private final Queue<Relay> movable = new ArrayDeque<>();
  private int lastId;
  private volatile boolean settled;

  RelayLoop(Mover.Primary primary) throws IOException {
    this.primary = primary;
    epoll.add(wakeup.fd(), Epoll.READABLE, _ -> wakeup.reset());
  }

  /** Returns whether no connection is about to move. */
  boolean isSettled() {
    return settled;
  }

  void move(int count) {
    settled = false;
    submit(() -> order.request(count == MoveOrder.ALL ? count : count - pending()));
  }

  void onReply(int id, boolean accepted) {
    submit(() -> finish(id, accepted));
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
        offerMovable();
        settled = isNothingPending();
        epoll.await(waitMillis(), RelayLoop::onFault);
        runCommands();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "connections do not move any more", e);
      List.copyOf(relays.keySet()).forEach(this::end);
      settled = true;
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
    boolean answered = info != null && unread == 0 && !info.isInUse(0, Long.MAX_VALUE);
    relay.begin(untouched, answered, System.nanoTime());
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
      end(relay);
    } else if (mayMove) {
      watch.pause();
      relay.offer();
      relay.connection().offer();
      movable.add(relay);
    } else {
      watch.update();
    }
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

  private void offerMovable() {
    while (offers.size() < MAX_OFFERS && !movable.isEmpty()) {
      Relay relay = movable.remove();
      int id = ++lastId;
      offers.put(id, relay);
      send(id, relay);
    }
  }

  private void send(int id, Relay relay) {
    try {
      CompletableFuture<Void> _ =
          primary
              .offer(id, sockets.duplicate(relay.client().number()))
              .whenComplete(
                  (_, failure) -> {
                    if (failure != null) {
                      onReply(id, false);
                    }
                  });
    } catch (ErrnoException e) {
      finish(id, false);
    }
  }

  private void finish(int id, boolean accepted) {
    Relay relay = offers.remove(id);
    if (relay == null) {
      return;
    }
    if (accepted) {
      MoveCounts.countMoved();
      end(relay);
    } else {
      relay.stay(StayReason.OFF); // no other worker takes the connection
      relay.connection().relay(relay.client().number());
      countStayed(relay);
      advance(relay);
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

  private static boolean isPending(Relay relay, long now) {
    return switch (relay.state()) {
      case LOOKING, FOLLOWING -> !relay.isQuiet(now, QUIET_NANOS);
      case OFFERED -> true;
      case STAYING, ENDED -> false;
    };
  }
}
