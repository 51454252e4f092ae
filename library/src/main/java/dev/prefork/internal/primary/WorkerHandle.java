package dev.prefork.internal.primary;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.InboundLimit;
import dev.prefork.internal.ipc.Outbox;
import dev.prefork.internal.ipc.message.MainStack;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Processes;
import dev.prefork.model.BindFailure;
import dev.prefork.model.Endpoint;
import dev.prefork.model.HealthReport;
import dev.prefork.model.Signal;
import dev.prefork.model.WorkerState;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker, as the primary sees it. Its life belongs to the conductor's thread; any thread may
 * ask.
 *
 * <p>"The channel is closed" and "the process has ended" are two facts, in either order. The worker
 * leaves the fleet when both hold.
 */
public final class WorkerHandle {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /**
   * From its first port to its last one. Spring Boot opens a second one within milliseconds, and
   * that for its management after a second or two.
   */
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final int id;
  private final int portNumber;
  private final byte[] token;
  private final ForkRequest request;
  private final Consumer<ConductorCommand> conductor;
  private final Outbox outbox;
  private final HealthQuestion healthQuestion =
      new HealthQuestion(() -> sendControl(FrameType.ASK_HEALTH));
  private final HealthCheck<MainStack> stackQuestion =
      new HealthCheck<>(() -> sendControl(FrameType.ASK_MAIN_STACK));
  private final AtomicLong undelivered = new AtomicLong();
  private final AtomicBoolean held;
  private final RefusalCount refusals = new RefusalCount();
  private volatile @Nullable Process process;
  private volatile WorkerState state = new WorkerState.Starting();
  private volatile boolean connected = true;
  private volatile boolean voluntary;
  private volatile @Nullable FrameType exitRequest;
  private boolean mayConnect;
  private boolean ready;
  private long listeningSince;
  private @Nullable FrameChannel channel;
  private volatile @Nullable BindFailure bindFailure;
  private volatile boolean paused;
  private boolean handlesAnnounced;

  /**
   * A worker that nothing is known of yet.
   *
   * @param portNumber what its debug and JMX ports are counted up by
   * @param conductor takes mail that concerns it
   */
  WorkerHandle(
      int id,
      int portNumber,
      byte[] token,
      ForkRequest request,
      Consumer<ConductorCommand> conductor) {
    this.id = id;
    this.portNumber = portNumber;
    this.token = token;
    this.request = request;
    this.conductor = conductor;
    this.held = new AtomicBoolean(request.options().held());
    this.outbox =
        new Outbox(
            "the channel of " + this,
            request.options().maxQueued(),
            Outbox.BURST_NANOS,
            () -> conductor.accept(new ConductorCommand.Pump(this)));
    outbox.withholdDescriptors();
  }

  /** Unique in the primary's life, counted from 1. */
  public int id() {
    return id;
  }

  /** What its debug and JMX ports are counted up by: see {@link PortNumbers}. */
  int portNumber() {
    return portNumber;
  }

  /** Its slot; null if it has none. */
  @Nullable Integer slot() {
    return PortNumbers.slot(request.environment());
  }

  /** On what terms it was forked. */
  public ForkOptions options() {
    return request.options();
  }

  /** True if this of its standard streams, from 0, is a pipe to this process. */
  public boolean isPiped(int stream) {
    return request.stdio().get(stream).equals(Redirect.PIPE);
  }

  /** The process, which is there from the moment fork() has returned. */
  public Process process() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException("the process of " + this + " has not been started yet");
    }
    return started;
  }

  /**
   * Sends a signal.
   *
   * @return false if the process has ended
   */
  public boolean signal(Signal signal) throws IOException {
    // an ended child's pid is free for others once it was waited for, which is when it is not alive
    return process().isAlive() && Processes.signal(process().pid(), signal.number());
  }

  /**
   * Sends a message. Any thread; it waits until the worker has connected.
   *
   * @param attached a descriptor that goes with it; the channel's from here on
   * @return completes when the kernel has all of it
   */
  public CompletableFuture<Void> send(byte[] body, @Nullable Fd attached) {
    if (attached != null) {
      announceHandles();
    }
    return outbox.send(Frame.encodeInPieces(FrameType.MESSAGE, body, attached != null), attached);
  }

  /** A worker reads with the JDK, which drops descriptors, until it is told that some will come. */
  private synchronized void announceHandles() {
    if (!handlesAnnounced) {
      handlesAnnounced = true;
      CompletableFuture<Void> _ = sendControl(FrameType.HANDLES);
    }
  }

  /** Says a word, which waits until the worker has connected. */
  private CompletableFuture<Void> sendControl(FrameType word) {
    return outbox.sendControl(Frame.encode(word));
  }

  /** True if it is to have no connections: it was forked so, or is suspended. */
  boolean isHeld() {
    return held.get();
  }

  /** Lets it have connections from the sockets that it accepts from itself. Any thread. */
  void release() {
    if (held.compareAndSet(true, false)) {
      CompletableFuture<Void> _ = sendControl(FrameType.ADMIT);
    }
  }

  /** Lets it have none from the sockets that it accepts from itself. Any thread. */
  void hold() {
    if (held.compareAndSet(false, true)) {
      CompletableFuture<Void> _ = sendControl(FrameType.SUSPEND);
    }
  }

  /** Asks how the worker is. Any thread. Fails when the channel is closed. */
  public CompletableFuture<HealthReport> health() {
    return healthQuestion.ask();
  }

  /** Takes what the worker tells of itself. */
  HealthQuestion healthQuestion() {
    return healthQuestion;
  }

  /** The question what its main thread does. */
  HealthCheck<MainStack> stackQuestion() {
    return stackQuestion;
  }

  /** The last address that it asked for and did not get; null if it has got one since. */
  public @Nullable BindFailure bindFailure() {
    return bindFailure;
  }

  void refused(BindFailure failure) {
    bindFailure = failure;
  }

  /** It says that it is ready to serve. Returns true the first time. */
  boolean markReady() {
    boolean first = !ready;
    ready = true;
    return first;
  }

  /** How many bytes wait to be sent. */
  public long queued() {
    return outbox.queued();
  }

  /** The application has heard this message. Any thread. */
  public void delivered(Frame message) {
    long size = InboundLimit.size(message);
    long before = undelivered.getAndAdd(-size);
    if (paused && before > InboundLimit.MOST / 2 && before - size <= InboundLimit.MOST / 2) {
      conductor.accept(new ConductorCommand.Resume(this));
    }
  }

  /** Messages came that the application will hear. */
  void received(List<Frame> messages) throws ErrnoException {
    long size = 0;
    for (Frame message : messages) {
      size += InboundLimit.size(message);
    }
    long waiting = undelivered.addAndGet(size);
    if (waiting > InboundLimit.MOST && !paused && channel != null) {
      paused = true;
      channel.pause();
      if (undelivered.get() <= InboundLimit.MOST / 2) {
        resume(); // heard before anybody could know that it is waited for
      }
    }
  }

  /** Reads on. */
  void resume() throws ErrnoException {
    paused = false;
    if (channel != null) {
      channel.resume();
    }
  }

  /** Where in its life it is. */
  public WorkerState state() {
    return state;
  }

  /** True from the fork until its channel is closed. */
  public boolean isConnected() {
    return connected;
  }

  /** True if it was asked to leave, or has said that it does. */
  public boolean isVoluntary() {
    return voluntary;
  }

  byte[] token() {
    return token;
  }

  void setProcess(Process started) {
    process = started;
  }

  /** From here on it may connect: its pid is known, and everybody has heard of it. */
  void allowConnect() {
    mayConnect = true;
  }

  boolean mayConnect() {
    return mayConnect;
  }

  /** The next state, and the one log line of the change. */
  WorkerState transition(WorkerEvent event) {
    WorkerState before = state;
    WorkerState after = event.after(before);
    if (!after.equals(before)) {
      state = after;
      LOG.log(Level.DEBUG, "worker {0}: {1} -> {2}", id, before, after);
    }
    return after;
  }

  void onListening(Endpoint endpoint, long now) {
    if (!(state instanceof WorkerState.Serving)) {
      listeningSince = now;
    }
    bindFailure = null;
    transition(new WorkerEvent.Listens(endpoint));
  }

  void markVoluntary() {
    voluntary = true;
  }

  /** It is asked to leave, by this word; of two the later counts. */
  void requestExit(FrameType word) {
    exitRequest = word;
    voluntary = true;
  }

  /** By which word it was asked to leave; null if it was not. */
  @Nullable FrameType exitRequest() {
    return exitRequest;
  }

  /** True if it was asked to stop. */
  public boolean isStopping() {
    return exitRequest == FrameType.STOP;
  }

  void connect(FrameChannel proven) {
    channel = proven;
    proven.sendFrom(outbox);
  }

  /** The worker can receive descriptors. */
  void releaseHandles() {
    outbox.releaseDescriptors();
  }

  @Nullable FrameChannel channel() {
    return channel;
  }

  /** Closes the channel, if there is one; what waits to be sent fails. */
  void disconnected() {
    connected = false;
    failPending();
    if (channel != null) {
      channel.close();
    }
  }

  /** Nobody will write any more. */
  void failPending() {
    outbox.close();
    IOException reason = new IOException("the channel of " + this + " is closed");
    healthQuestion.fail(reason);
    stackQuestion.fail(reason);
  }

  /** True if both have happened: the channel is closed, the process has ended. */
  boolean isEnded() {
    return !connected && state instanceof WorkerState.Exited;
  }

  /** True if it serves, or may come to. */
  boolean mayServe() {
    return connected && !voluntary && !(state instanceof WorkerState.Exited);
  }

  /** Notes that it was refused a port; true if that was too often. */
  boolean isRefusedTooOften(long now) {
    return refusals.isTooMany(now);
  }

  /** True while it may still come up and serve a port. */
  boolean isStarting() {
    return connected
        && (state instanceof WorkerState.Starting || state instanceof WorkerState.Online);
  }

  /** True if it has begun to listen, and may not have opened all its ports yet. */
  boolean isSettling(long now) {
    return connected
        && state instanceof WorkerState.Serving
        && now - listeningSince < SETTLING_NANOS;
  }

  /**
   * True if an accident closed its channel and its process has not been seen to end, or the other
   * way.
   */
  boolean isCrashing() {
    return !voluntary && connected == (state instanceof WorkerState.Exited);
  }

  @Override
  public String toString() {
    return "worker " + id;
  }
}
