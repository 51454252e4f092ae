package dev.prefork.internal.nio.move;

import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.nio.jdk.ConnectionLocks.Reader;
import dev.prefork.internal.sys.BlockedReads;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
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
  private final BlockedReads reads = new BlockedReads();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final MoveOrder order = new MoveOrder();
  private final Map<Integer, Swapped> waiting = new HashMap<>();
  private final Set<Relay> relays = new HashSet<>();
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
        interruptReads();
        offerMovable();
        settled = isNothingPending();
        epoll.await(waitMillis(), RelayLoop::onFault);
        runCommands();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "connections do not move any more", e);
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
    if (!waiting.isEmpty()) {
      return RELEASE_MILLIS;
    }
    if (order.isDraining()) {
      return LOOK_MILLIS;
    }
    return order.isDone() ? FOR_EVER : STEP_MILLIS;
  }

  private void swap(OpenConnection connection) {
    try {
      swapper.swap(connection, swapped -> submit(() -> onSwapped(swapped)));
    } catch (IOException e) {
      Mover.logFailure(connection, e);
    }
  }

  private void onSwapped(Swapped swapped) {
    swapped.connection().relay(swapped.client().number());
    if (swapped.reader() == Reader.WAITING) {
      waiting.put(swapped.connection().number(), swapped);
    } else {
      begin(swapped);
    }
  }

  /** A thread inside a read would take bytes from the client that the relay must see. */
  private void interruptReads() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    Set<Integer> still = reads.interrupt(Set.copyOf(waiting.keySet()));
    for (Swapped swapped : List.copyOf(waiting.values())) {
      int number = swapped.connection().number();
      if (!still.contains(number)) {
        waiting.remove(number);
        begin(swapped);
      }
    }
  }

  private void begin(Swapped swapped) {
    Relay relay = new Relay(swapped.connection(), swapped.client(), swapped.server(), io);
    relays.add(relay);
    try {
      begin(relay, swapped.reader());
      epoll.add(relay.client(), relay.clientInterest(), events -> onReady(relay, true, events));
      epoll.add(relay.server(), relay.serverInterest(), events -> onReady(relay, false, events));
      advance(relay);
    } catch (IOException e) {
      Mover.logFailure(relay.connection(), e);
      end(relay);
    }
  }

  private void begin(Relay relay, Reader reader) throws ErrnoException {
    TcpInfo info = tcp.info(relay.client().number());
    int unread = io.unread(relay.client());
    boolean untouched =
        info != null && reader == Reader.NONE && info.received() == unread && !info.answered();
    boolean answered = info != null && unread == 0 && !info.isInUse(0, Long.MAX_VALUE);
    relay.begin(untouched, answered, System.nanoTime());
  }

  private void onReady(Relay relay, boolean client, int events) throws IOException {
    if ((events & Epoll.HANG_UP) != 0) {
      relay.hangUp(client);
    }
    advance(relay);
  }

  private void advance(Relay relay) throws IOException {
    Relay.State before = relay.state();
    boolean mayMove = before != Relay.State.ENDED && relay.pass(System.nanoTime());
    if (relay.state() == Relay.State.STAYING && before != Relay.State.STAYING) {
      countStayed(relay);
    }
    if (relay.state() == Relay.State.ENDED) {
      end(relay);
    } else if (mayMove) {
      epoll.remove(relay.client());
      epoll.remove(relay.server());
      relay.offer();
      movable.add(relay);
    } else {
      epoll.change(relay.client(), relay.clientInterest());
      epoll.change(relay.server(), relay.serverInterest());
    }
  }

  private static void countStayed(Relay relay) {
    StayReason reason = relay.reason();
    if (reason != null) {
      MoveCounts.countStayed(reason);
    }
  }

  private void end(Relay relay) {
    if (relays.remove(relay)) {
      remove(relay);
      relay.close();
    }
  }

  private void remove(Relay relay) {
    try {
      epoll.remove(relay.client());
      epoll.remove(relay.server());
    } catch (ErrnoException e) {
      // it was not registered yet
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
      relays.remove(relay);
      relay.close();
    } else {
      resume(relay);
    }
  }

  /** No other worker takes the connection, so it stays. */
  private void resume(Relay relay) {
    relay.stay(StayReason.OFF);
    countStayed(relay);
    try {
      epoll.add(relay.client(), Epoll.READABLE, events -> onReady(relay, true, events));
      epoll.add(relay.server(), Epoll.READABLE, events -> onReady(relay, false, events));
      advance(relay);
    } catch (IOException e) {
      Mover.logFailure(relay.connection(), e);
      end(relay);
    }
  }

  private boolean isNothingPending() {
    return waiting.isEmpty() && commands.isEmpty() && pending() == 0;
  }

  /** Returns how many connections are about to move. */
  private int pending() {
    long now = System.nanoTime();
    return (int) relays.stream().filter(relay -> isPending(relay, now)).count();
  }

  private static boolean isPending(Relay relay, long now) {
    return switch (relay.state()) {
      case LOOKING, FOLLOWING -> !relay.isQuiet(now, QUIET_NANOS);
      case OFFERED -> true;
      case STAYING, ENDED -> false;
    };
  }
}
