package dev.prefork.internal.primary;

import dev.prefork.internal.concurrent.Spin;
import dev.prefork.internal.dispatch.Ports;
import dev.prefork.internal.host.ActivatedSockets;
import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.FinalCounts;
import dev.prefork.internal.ipc.message.HealthAnswer;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.MainStack;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.EventFd;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.model.BindFailure;
import dev.prefork.model.Endpoint;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Runs the primary's event loop, which owns the ports, the channels and the workers' states. It
 * takes {@link ConductorCommand}s from other threads. All else runs on one thread without locks and
 * must not block.
 */
final class Conductor implements WorkerAcceptor.HandshakeListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");
  private static final int TICK_MILLIS = 100;
  private static final int URGENT_TICK_MILLIS = 10;
  private static final int FOR_EVER = -1;
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Fleet fleet;
  private final FleetListener listener;
  private final int maxFrame;
  private final Queue<ConductorCommand> commands;
  private final Epoll epoll = new Epoll();
  private final EventFd wakeup = new EventFd();
  private final Sockets sockets = new Sockets();
  private final DescriptorSocket socket = DescriptorSocket.untrusted(BUFFER_SIZE);
  private final Ports ports;
  private final ConnectionMoves moves;
  private final WorkerAcceptor acceptor;

  private final Spin spin = new Spin();
  private long now = System.nanoTime();
  private long lastTick = now - TICK_MILLIS * 1_000_000L;
  private long lastUrgentTick = now;

  private final UnpublishedEnds unpublished = new UnpublishedEnds();

  Conductor(
      Fleet fleet,
      FleetListener listener,
      ClusterOptions options,
      Path path,
      Queue<ConductorCommand> commands)
      throws IOException {
    this.commands = commands;
    this.fleet = fleet;
    this.listener = listener;
    this.maxFrame = Math.min(options.maxFrame(), maxFrame());
    FrameChannel.Io io = new FrameChannel.Io(epoll, socket, new byte[BUFFER_SIZE]);
    ActivatedSockets activated = ActivatedSockets.ofThisProcess();
    this.ports =
        new Ports(
            options.policy(), options.ports(), activated, io, sockets, () -> now, new PortEvents());
    this.moves = new ConnectionMoves(fleet, ports);
    this.acceptor = new WorkerAcceptor(path, io, sockets, fleet, this);
    epoll.add(wakeup.fd(), Epoll.READABLE, events -> wakeup.reset());
  }

  /** Limits a message to a quarter of the heap, so that it cannot use up all memory. */
  private static int maxFrame() {
    return Math.clamp(Runtime.getRuntime().maxMemory() / 4, 1 << 20, Integer.MAX_VALUE);
  }

  /** Wakes the event loop after a command was queued. Any thread. */
  void wake() {
    wakeup.signal();
  }

  /** {@return true if the last worker has ended and no listener can fork another} */
  boolean isIdle() {
    return fleet.isEmpty() && unpublished.isEmpty();
  }

  /** Runs one iteration: commands, sockets, timers. */
  void runOnce() throws IOException {
    for (ConductorCommand command = commands.poll(); command != null; command = commands.poll()) {
      handle(command);
    }
    closeOrphans(); // no event may follow a command, so check before waiting
    epoll.await(waitMillis(), this::onFault);
    now = System.nanoTime();
    tick();
    closeOrphans();
  }

  private void closeOrphans() {
    if (!unpublished.hasCrash() && !fleet.mayServeOrphans()) {
      ports.closeOrphans(fleet.isAnySettling(now));
    }
  }

  private void tick() throws IOException {
    if (now - lastTick >= TICK_MILLIS * 1_000_000L) {
      if (ports.isWaiting() || acceptor.isWaiting()) {
        lastTick = now;
        lastUrgentTick = now;
        ports.tick(now);
        acceptor.tick();
      }
    } else if (now - lastUrgentTick >= URGENT_TICK_MILLIS * 1_000_000L && ports.isUrgent()) {
      lastUrgentTick = now;
      ports.tickUrgent(now);
    }
  }

  private int waitMillis() {
    if (isIdle() || spin.mayContinue()) {
      return 0;
    }
    boolean timed =
        ports.isWaiting()
            || acceptor.isWaiting()
            || (ports.orphansPossible() && fleet.isAnySettling(now));
    return ports.isUrgent() ? URGENT_TICK_MILLIS : timed ? TICK_MILLIS : FOR_EVER;
  }

  /** Logs a defect in a handler; other connections must keep working. */
  private void onFault(Epoll.Handler culprit, Exception fault) {
    LOG.log(Level.ERROR, "event handler " + culprit.getClass().getName() + " failed", fault);
  }

  private void handle(ConductorCommand command) throws IOException {
    switch (command) {
      case ConductorCommand.Launched(WorkerHandle worker) -> onLaunched(worker);
      case ConductorCommand.Exited(WorkerHandle worker, ExitStatus status) ->
          onExited(worker, status);
      case ConductorCommand.Pump(WorkerHandle worker) -> pump(worker);
      case ConductorCommand.Resume(WorkerHandle worker) -> worker.resume();
      case ConductorCommand.Ask<?> ask -> ask.put(ports);
      case ConductorCommand.CloseChannel(WorkerHandle worker, IOException reason) ->
          disconnect(worker, reason);
      case ConductorCommand.Drain(WorkerHandle worker, FrameType type) -> requestExit(worker, type);
      case ConductorCommand.EndPublished(boolean wanted) -> unpublished.remove(wanted);
      case ConductorCommand.ForkFailed _ -> {
        // the current iteration checks whether the conductor is idle
      }
    }
  }

  private void onLaunched(WorkerHandle worker) {
    if (worker.isHeld()) {
      boolean _ = ports.suspend(worker.id());
    }
    worker.allowConnect();
    acceptor.review();
  }

  private void onExited(WorkerHandle worker, ExitStatus status) {
    logRefusal(worker, status);
    ports.remove(worker.id(), true);
    FrameChannel channel = worker.channel();
    if (channel == null) {
      closeChannel(worker, null); // the worker never connected
    } else if (channel.isOpen()) {
      channel.readNow(); // publish the last messages before the exit
    }
    worker.transition(new WorkerEvent.Ended(status));
    publishEnd(worker, () -> listener.onExit(worker, status));
  }

  /** A worker that fails soon after a refused bind probably fails because of it. */
  private void logRefusal(WorkerHandle worker, ExitStatus status) {
    String refusal = ports.recentRefusal(worker.id());
    if (refusal != null && status.code() != 0 && !worker.isVoluntary()) {
      LOG.log(Level.WARNING, worker + " cannot listen: " + refusal);
    }
  }

  private static void pump(WorkerHandle worker) throws IOException {
    FrameChannel channel = worker.channel();
    if (channel != null) {
      channel.pump();
    }
  }

  private void requestExit(WorkerHandle worker, FrameType type) {
    beginDrain(worker);
    FrameChannel channel = worker.channel();
    if (channel != null && channel.isOpen()) {
      moves.drain(worker);
      send(type, channel);
    }
  }

  private static void send(FrameType type, FrameChannel channel) {
    try {
      channel.send(Frame.encode(type));
    } catch (IOException e) {
      // the worker has ended; the channel will report its end
    }
  }

  private void beginDrain(WorkerHandle worker) {
    worker.markVoluntary();
    worker.transition(new WorkerEvent.Drains());
    ports.remove(worker.id(), false);
  }

  @Override
  public void onHello(WorkerHandle worker, FrameChannel channel) {
    worker.connect(channel);
    channel.handOver(new WorkerChannel(worker, channel), maxFrame);
    worker.transition(new WorkerEvent.Connected());
    listener.onOnline(worker);
    FrameType exitRequest = worker.exitRequest();
    if (exitRequest != null) {
      send(exitRequest, channel); // requested before the worker connected
    }
    acceptor.review();
  }

  @Override
  public void onListen(WorkerHandle worker, Listen request, FrameChannel link) throws IOException {
    if (worker.isVoluntary()) {
      link.send(Frame.encode(FrameType.DRAINING));
      return;
    }
    if (ports.listen(worker.id(), request, link, worker.options().fileUser())) {
      acceptor.release(link);
    } else if (worker.isRefusedTooOften(now)) {
      String fault = worker + " keeps requesting ports that were refused";
      disconnect(worker, new BadFrameException(fault));
      throw new BadFrameException(fault);
    }
  }

  /** Passes the events of ports on to the workers and the listener. */
  private final class PortEvents implements Ports.Listener {
    @Override
    public void onListening(int workerId, Endpoint endpoint) {
      WorkerHandle worker = fleet.all().get(workerId);
      if (worker != null) {
        worker.onListening(endpoint, now);
        listener.onListening(worker, endpoint);
      }
    }

    @Override
    public void onRefused(int workerId, BindFailure failure) {
      WorkerHandle worker = fleet.all().get(workerId);
      if (worker != null) {
        worker.refused(failure);
      }
    }

    @Override
    public void onRedispatched() {
      fleet.countRedispatched();
    }
  }

  /** Handles the frames of a worker's channel. */
  private final class WorkerChannel implements FrameChannel.Listener {
    private final WorkerHandle worker;
    private final FrameChannel channel;

    /** Messages of the current chunk, published together to wake the listeners' thread once. */
    private List<Frame> messages = new ArrayList<>();

    private boolean drainConfirmed;

    WorkerChannel(WorkerHandle worker, FrameChannel channel) {
      this.worker = worker;
      this.channel = channel;
    }

    @Override
    public void onFrame(Frame frame) throws IOException {
      if (frame.type() == FrameType.MESSAGE) {
        messages.add(frame);
        return;
      }
      if (frame.type() == FrameType.MOVE_OFFER) {
        moves.onOffer(worker, channel, frame);
        return;
      }
      frame.refuseDescriptor();
      switch (frame.type()) {
        case HANDLES -> worker.releaseHandles();
        case HEALTH -> worker.healthQuestion().answer(HealthAnswer.decode(frame.body()).health());
        case MAIN_STACK -> worker.stackQuestion().answer(MainStack.decode(frame.body()));
        case FINAL_COUNTS -> worker.healthQuestion().end(FinalCounts.decode(frame.body()));
        case PROGRAM_READY -> {
          if (worker.markReady()) {
            listener.onReady(worker);
          }
        }
        case DRAIN -> confirmDrain();
        default ->
            throw new BadFrameException("unexpected " + frame.type() + " frame on a channel");
      }
    }

    private void confirmDrain() {
      beginDrain(worker);
      if (!drainConfirmed) {
        drainConfirmed = true;
        moves.drain(worker);
        send(FrameType.DRAIN_CONFIRMED, channel);
      }
    }

    @Override
    public void onChunkEnd() throws IOException {
      List<Frame> published = publishMessages();
      if (!published.isEmpty()) {
        spin.found();
        worker.received(published);
      }
    }

    private List<Frame> publishMessages() {
      List<Frame> published = messages;
      if (!published.isEmpty()) {
        messages = new ArrayList<>();
        listener.onMessages(worker, published);
      }
      return published;
    }

    @Override
    public void onClosed(@Nullable IOException fault) {
      List<Frame> _ = publishMessages(); // messages before an invalid frame are valid
      closeChannel(worker, fault);
    }
  }

  private void closeChannel(WorkerHandle worker, @Nullable IOException fault) {
    if (fault != null) {
      LOG.log(Level.WARNING, "the channel of " + worker + " is closed: " + fault.getMessage());
      listener.onFailure(worker, fault);
    }
    worker.disconnected();
    ports.remove(worker.id(), false);
    publishEnd(worker, () -> listener.onDisconnect(worker));
  }

  private void disconnect(WorkerHandle worker, IOException reason) {
    if (worker.isConnected()) {
      closeChannel(worker, reason);
    }
  }

  /** Publishes a disconnect or an exit, after closing the ports that only this worker served. */
  private void publishEnd(WorkerHandle worker, Runnable half) {
    boolean gone = worker.isEnded();
    boolean wanted = worker.isVoluntary();
    if (gone) {
      fleet.remove(worker);
      unpublished.add(wanted);
    }
    closeOrphans();
    half.run();
    if (gone) {
      listener.onGone(worker);
      listener.afterAll(() -> onEndPublished(wanted));
    }
  }

  private void onEndPublished(boolean wanted) {
    commands.add(new ConductorCommand.EndPublished(wanted));
    wake();
  }

  @Override
  public void close() {
    try {
      ports.close();
      acceptor.close();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "cannot close the workers' socket", e);
    }
    wakeup.close();
    epoll.close();
    socket.close();
  }
}
