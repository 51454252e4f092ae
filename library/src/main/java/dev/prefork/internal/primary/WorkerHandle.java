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
 * A worker in the primary. Only the conductor's thread changes its state; any thread may read it.
 *
 * <p>The closing of the channel and the end of the process may come in either order. The worker
 * leaves the fleet when both have happened.
 */
public final class WorkerHandle {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /**
   * The time from a worker's first port to its last. Spring Boot opens a second port within
   * milliseconds and its management port after a second or two.
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
   * Creates a worker whose process has not started yet.
   *
   * @param portNumber the number that is added to its debug and JMX ports
   * @param conductor receives commands for this worker
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

  /** {@return the id, counted from 1 and never reused} */
  public int id() {
    return id;
  }

  /** {@return the number added to debug and JMX ports: see {@link PortNumbers}} */
  int portNumber() {
    return portNumber;
  }

  /** {@return the slot, or null} */
  @Nullable Integer slot() {
    return PortNumbers.slot(request.environment());
  }

  /** {@return the options of the fork} */
  public ForkOptions options() {
    return request.options();
  }

  /** {@return true if the standard stream, counted from 0, is a pipe to this process} */
  public boolean isPiped(int stream) {
    return request.stdio().get(stream).equals(Redirect.PIPE);
  }

  /** {@return the process, available once fork() has returned} */
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
    // once the child is reaped, and so not alive, its pid may belong to another process
    return process().isAlive() && Processes.signal(process().pid(), signal.number());
  }

  /**
   * Sends a message. Any thread. The message is queued until the worker has connected.
   *
   * @param attached a descriptor to send along, owned by the channel from here on
   * @return completes when all bytes are written
   */
  public CompletableFuture<Void> send(byte[] body, @Nullable Fd attached) {
    if (attached != null) {
      announceHandles();
    }
    return outbox.send(Frame.encodeInPieces(FrameType.MESSAGE, body, attached != null), attached);
  }

  /** A worker reads with the JDK, which drops descriptors, until it gets this announcement. */
  private synchronized void announceHandles() {
    if (!handlesAnnounced) {
      handlesAnnounced = true;
      CompletableFuture<Void> _ = sendControl(FrameType.HANDLES);
    }
  }

  /** Sends a frame without a body, queued until the worker has connected. */
  private CompletableFuture<Void> sendControl(FrameType type) {
    return outbox.sendControl(Frame.encode(type));
  }

  /** {@return true if the worker gets no connections: it was forked held or is suspended} */
  boolean isHeld() {
    return held.get();
  }

  /** Lets the worker accept from its own sockets. Any thread. */
  void release() {
    if (held.compareAndSet(true, false)) {
      CompletableFuture<Void> _ = sendControl(FrameType.ADMIT);
    }
  }

  /** Stops the worker from accepting from its own sockets. Any thread. */
  void hold() {
    if (held.compareAndSet(false, true)) {
      CompletableFuture<Void> _ = sendControl(FrameType.SUSPEND);
    }
  }

  /** Asks for a health report. Any thread. Fails when the channel is closed. */
  public CompletableFuture<HealthReport> health() {
    return healthQuestion.ask();
  }

  /** {@return the question that takes the worker's health reports} */
  HealthQuestion healthQuestion() {
    return healthQuestion;
  }

  /** {@return the question for the stack of the main thread} */
  HealthCheck<MainStack> stackQuestion() {
    return stackQuestion;
  }

  /** {@return the last refused bind; null if a later bind succeeded} */
  public @Nullable BindFailure bindFailure() {
    return bindFailure;
  }

  void refused(BindFailure failure) {
    bindFailure = failure;
  }

  /** Marks the worker as ready. Returns true the first time. */
  boolean markReady() {
    boolean first = !ready;
    ready = true;
    return first;
  }

  /** {@return the number of bytes queued for sending} */
  public long queued() {
    return outbox.queued();
  }

  /** Counts a message as delivered to the application. Any thread. */
  public void delivered(Frame message) {
    long size = InboundLimit.size(message);
    long before = undelivered.getAndAdd(-size);
    if (paused
        && before > InboundLimit.MAX_BYTES / 2
        && before - size <= InboundLimit.MAX_BYTES / 2) {
      conductor.accept(new ConductorCommand.Resume(this));
    }
  }

  /** Counts received messages, and pauses reading while too many are undelivered. */
  void received(List<Frame> messages) throws ErrnoException {
    long size = 0;
    for (Frame message : messages) {
      size += InboundLimit.size(message);
    }
    long waiting = undelivered.addAndGet(size);
    if (waiting > InboundLimit.MAX_BYTES && !paused && channel != null) {
      paused = true;
      channel.pause();
      if (undelivered.get() <= InboundLimit.MAX_BYTES / 2) {
        resume(); // delivered before paused was set, so delivered() has not resumed
      }
    }
  }

  /** Resumes reading. */
  void resume() throws ErrnoException {
    paused = false;
    if (channel != null) {
      channel.resume();
    }
  }

  /** {@return the state} */
  public WorkerState state() {
    return state;
  }

  /** {@return true from the fork until the channel is closed} */
  public boolean isConnected() {
    return connected;
  }

  /** {@return true if the worker was requested to drain or stop, or drains by itself} */
  public boolean isVoluntary() {
    return voluntary;
  }

  byte[] token() {
    return token;
  }

  void setProcess(Process started) {
    process = started;
  }

  /** Allows connections from here on: the pid is known and the Fork event is published. */
  void allowConnect() {
    mayConnect = true;
  }

  boolean mayConnect() {
    return mayConnect;
  }

  /** Changes and logs the state. */
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

  /** Records a request to drain or stop; a later request replaces an earlier one. */
  void requestExit(FrameType type) {
    exitRequest = type;
    voluntary = true;
  }

  /** {@return the last request to drain or stop, or null} */
  @Nullable FrameType exitRequest() {
    return exitRequest;
  }

  /** {@return true if the worker was requested to stop} */
  public boolean isStopping() {
    return exitRequest == FrameType.STOP;
  }

  void connect(FrameChannel verified) {
    channel = verified;
    verified.sendFrom(outbox);
  }

  /** Sends withheld descriptors, because the worker can receive them now. */
  void releaseHandles() {
    outbox.releaseDescriptors();
  }

  @Nullable FrameChannel channel() {
    return channel;
  }

  /** Closes the channel, if there is one, and fails everything queued. */
  void disconnected() {
    connected = false;
    failPending();
    if (channel != null) {
      channel.close();
    }
  }

  /** Fails everything queued and all pending questions. */
  void failPending() {
    outbox.close();
    IOException reason = new IOException("the channel of " + this + " is closed");
    healthQuestion.fail(reason);
    stackQuestion.fail(reason);
  }

  /** {@return true if the channel is closed and the process has ended} */
  boolean isEnded() {
    return !connected && state instanceof WorkerState.Exited;
  }

  /** {@return true if the worker serves or may still do so} */
  boolean mayServe() {
    return connected && !voluntary && !(state instanceof WorkerState.Exited);
  }

  /** Counts a refused bind and returns true if there were too many. */
  boolean isRefusedTooOften(long now) {
    return refusals.isTooMany(now);
  }

  /** {@return true while the worker may open its first port} */
  boolean isStarting() {
    return connected
        && (state instanceof WorkerState.Starting || state instanceof WorkerState.Online);
  }

  /** {@return true if the worker listens but may still open further ports} */
  boolean isSettling(long now) {
    return connected
        && state instanceof WorkerState.Serving
        && now - listeningSince < SETTLING_NANOS;
  }

  /**
   * {@return true if the worker is crashing} Its channel has closed or its process has ended,
   * unexpectedly, and the other has not followed yet.
   */
  boolean isCrashing() {
    return !voluntary && connected == (state instanceof WorkerState.Exited);
  }

  @Override
  public String toString() {
    return "worker " + id;
  }
}
