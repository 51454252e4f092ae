package dev.prefork.internal.worker;

import dev.prefork.internal.concurrent.Completions;
import dev.prefork.internal.host.WorkerVariables;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.HealthAnswer;
import dev.prefork.internal.ipc.message.MainStack;
import dev.prefork.internal.nio.ServerSockets;
import dev.prefork.internal.nio.connections.HeldState;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.PrimaryAddress;
import dev.prefork.internal.nio.udp.DatagramSockets;
import dev.prefork.internal.sys.Fd;
import dev.prefork.model.HealthReport;
import dev.prefork.model.Serialization;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the worker in this process: its channel, the primary's requests, and its end.
 *
 * <p>The worker exits with code 0 when the channel closes. After a disconnect, it first waits for
 * its connections to end, for the grace period at most, and then for the application's threads, for
 * the thread grace period at most.
 */
public final class WorkerRuntime implements PrimaryChannel.Owner {
  /** The time for shutdown hooks when the primary is gone and cannot kill the worker. */
  private static final long ORPHAN_HOOKS_MILLIS = 1000;

  /** The time for a listener in that case; listeners and hooks together take less than 2 s. */
  private static final long ORPHAN_LISTENERS_MILLIS = 500;

  private static @Nullable WorkerRuntime current;

  private final WorkerEnvironment environment;
  private final Inbox inbox = new Inbox();
  private final CountDownLatch drainConfirmed = new CountDownLatch(1);
  private final CountDownLatch killed = new CountDownLatch(1);
  private final KeepAliveThread keepAlive = new KeepAliveThread();
  private final MainThread main = new MainThread();
  private final PrimaryChannel channel;
  private final ConnectionMoves moves;
  private @Nullable Listener listener;
  private @Nullable HealthResponder healthResponder;
  private volatile boolean voluntary;
  private volatile boolean mainReturned;
  private boolean draining;
  private volatile boolean stopping;

  /** Reads the setting with the first message, to keep the start fast. */
  private static final class MessageFormat {
    static final Serialization SERIALIZATION =
        Objects.requireNonNullElse(
            Serialization.byName(System.getenv(WorkerVariables.SERIALIZATION)), Serialization.JSON);
  }

  /** Receives the end of the channel. */
  @FunctionalInterface
  public interface Listener {
    /**
     * The channel has closed; the shutdown continues when this returns. Called on the channel's
     * thread.
     *
     * @param millis the time limit
     */
    void onDisconnect(long millis);
  }

  private WorkerRuntime(WorkerEnvironment environment, CountDownLatch greeted) {
    this.environment = environment;
    this.channel = new PrimaryChannel(environment, greeted, inbox, maxQueued(), this);
    this.moves = new ConnectionMoves(channel);
  }

  private static long maxQueued() {
    String value = System.getenv(WorkerVariables.MAX_QUEUED);
    return value == null ? Long.MAX_VALUE : Long.parseLong(value);
  }

  static WorkerRuntime start(WorkerEnvironment environment) throws IOException {
    CountDownLatch greeted = new CountDownLatch(1);
    WorkerRuntime runtime = new WorkerRuntime(environment, greeted);
    PrimaryAddress.set(environment.primaryAddress(), environment.token(), greeted);
    ServerSockets.share();
    DatagramSockets.share();
    current = runtime;
    runtime.channel.start();
    return runtime;
  }

  /** {@return the worker of this process, or null in a primary} */
  public static @Nullable WorkerRuntime current() {
    return current;
  }

  /** {@return the id of this worker} */
  public int id() {
    return environment.id();
  }

  /** {@return the format of messages} */
  public static Serialization serialization() {
    return MessageFormat.SERIALIZATION;
  }

  /** {@return true until either side closes the channel} */
  public boolean isConnected() {
    return channel.isOpen();
  }

  /** {@return true once the worker was requested to drain or stop, or does so by itself} */
  public boolean isVoluntary() {
    return voluntary;
  }

  /**
   * Sends a message. Any thread.
   *
   * @param attached a descriptor to send along, owned by the channel from here on
   * @return completes when all bytes are written
   */
  public CompletableFuture<Void> send(byte[] body, @Nullable Fd attached) {
    return channel.send(Frame.encodeInPieces(FrameType.MESSAGE, body, attached != null), attached);
  }

  /** Tells the primary that the program is ready to serve. Any thread. */
  public void ready() {
    CompletableFuture<Void> _ = channel.sendControl(Frame.encode(FrameType.PROGRAM_READY));
  }

  /** {@return a health report of this JVM} */
  public CompletableFuture<HealthReport> health() {
    CompletableFuture<HealthReport> answer = new CompletableFuture<>();
    healthResponder().ask(health -> Completions.run(() -> answer.complete(health)));
    return answer;
  }

  private synchronized HealthResponder healthResponder() {
    if (healthResponder == null) {
      healthResponder = new HealthResponder();
    }
    return healthResponder;
  }

  /** {@return the stack of the thread that runs the program's main method} */
  public MainStack mainStack() {
    return main.stack();
  }

  private void sendHealth(HealthReport health) {
    CompletableFuture<Void> _ = channel.sendControl(new HealthAnswer(health).encode());
  }

  /** {@return the number of bytes queued for sending} */
  public long queued() {
    return channel.queued();
  }

  /** {@return the messages for the application} */
  public Inbox inbox() {
    return inbox;
  }

  /** Waits until the channel no longer keeps this process alive. */
  void awaitRelease() throws InterruptedException {
    mainReturned = true;
    if (environment.endsWithProgram() && listener() == null) {
      keepAlive.releaseUntilBound();
    }
    keepAlive.run();
  }

  /** {@return true if the main method failed only because this worker drains or stops} */
  boolean isExpected(Throwable failure) {
    return voluntary && (OrphanExit.isBegun() || ClosedServers.explain(failure));
  }

  /** {@return true while there is nothing that a SIGTERM would have to end gracefully} */
  private boolean isStarting() {
    return !mainReturned && !DrainState.isAccepting();
  }

  /** {@return true if the application's threads may outlive the channel} */
  public boolean waitsForThreads() {
    return environment.threadGraceMillis() > 0;
  }

  /** Lets the process exit when its other non-daemon threads have ended. */
  public void unref() {
    keepAlive.release();
  }

  /** Keeps the process alive while it is connected. */
  public void ref() {
    keepAlive.hold();
  }

  /** Sets the listener. */
  public synchronized void listen(Listener registered) {
    listener = registered;
    keepAlive.hold(); // a program that uses the library keeps the worker alive
  }

  @Override
  public void onFrame(Frame frame) {
    switch (frame.type()) {
      case DISCONNECT -> drain(false);
      case STOP -> stop(false);
      case ADMIT -> hold(false);
      case SUSPEND -> hold(true);
      case ASK_HEALTH -> healthResponder().ask(this::sendHealth);
      case ASK_MAIN_STACK ->
          Thread.ofPlatform().daemon().name("prefork-stack").start(() -> main.send(channel));
      case DRAIN_CONFIRMED -> drainConfirmed.countDown();
      case MOVE, MOVE_REPLY -> moves.onFrame(frame);
      default -> {
        // sent by a later version of the primary
      }
    }
  }

  /** Uses another thread, because a bind that is under way needs this one. */
  private static void hold(boolean held) {
    HeldState.set(held);
    Thread.ofPlatform().daemon().name("prefork-admit").start(HeldState::apply);
  }

  @Override
  public void onUnreachable(IOException reason) {
    DrainState.begin();
    if (PrimarySocket.removeIfDead(environment)) {
      OrphanExit.exit(0, 0); // the primary ended while this JVM started
    }
    System.err.println(
        "prefork: worker "
            + id()
            + " cannot connect to its primary: "
            + reason.getMessage()
            + advice());
    OrphanExit.exit(1, 0);
  }

  private String advice() {
    return environment.changesUser()
        ? "; let the worker's user enter the directories above the socket, or set the primary's"
            + " java.io.tmpdir to a directory that every user may enter"
        : "";
  }

  @Override
  public void onClosed() {
    DrainState.begin();
    drainConfirmed.countDown();
    Listener registered = listener();
    if (registered != null) {
      registered.onDisconnect(voluntary ? environment.graceMillis() : ORPHAN_LISTENERS_MILLIS);
    }
    if (!voluntary) {
      boolean _ = PrimarySocket.removeIfDead(environment);
    }
    keepAlive.end();
    if (waitsForThreads()) {
      DrainState.release(); // threads inside a bind would use up the grace period
    }
    awaitThreads();
    OrphanExit.exit(0, voluntary ? environment.graceMillis() : ORPHAN_HOOKS_MILLIS);
  }

  /**
   * Waits for listeners to return, but only briefly for one that binds, because it cannot return.
   */
  public static void awaitListeners(CountDownLatch finished, long millis)
      throws InterruptedException {
    long left = millis;
    while (left > 0
        && !finished.await(Math.min(left, ORPHAN_LISTENERS_MILLIS), TimeUnit.MILLISECONDS)) {
      left = DrainState.isAnyBindWaiting() ? 0 : left - ORPHAN_LISTENERS_MILLIS;
    }
  }

  /** If the last non-daemon thread ends meanwhile, the JVM exits and this never returns. */
  private void awaitThreads() {
    try {
      if (voluntary) {
        boolean _ = killed.await(environment.threadGraceMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Listener listener() {
    return listener;
  }

  /**
   * Drains on the worker's own request: notifies the primary, waits for the connections to end and
   * closes the channel.
   */
  public void disconnect() {
    drain(true);
  }

  /** Ends without draining: notifies the primary and closes the channel. */
  public void kill() {
    voluntary = true;
    DrainState.begin();
    OpenConnections.quiesceDatagrams();
    killed.countDown();
    Thread.ofPlatform().daemon().name("prefork-kill").start(this::announceAndClose);
  }

  private void announceAndClose() {
    announceDrain();
    LastWords.send(channel);
    channel.close(ORPHAN_HOOKS_MILLIS);
  }

  private synchronized void drain(boolean byItself) {
    voluntary = true;
    DrainState.begin();
    OpenConnections.quiesceDatagrams();
    if (!draining) {
      draining = true;
      Runnable task = byItself ? this::announceDrainAndClose : this::drainAndClose;
      Thread.ofPlatform().daemon().name("prefork-drain").start(task);
    }
  }

  /** Stops on the worker's own request, as on SIGTERM: see {@link GracefulStop}. */
  public void stop() {
    stop(true);
  }

  private synchronized void stop(boolean byItself) {
    boolean starting = isStarting();
    voluntary = true;
    DrainState.begin();
    OpenConnections.quiesceDatagrams();
    draining = true;
    if (!stopping) {
      stopping = true;
      Thread.ofPlatform()
          .daemon()
          .name("prefork-stop")
          .start(() -> announceAndStop(byItself, starting));
    }
  }

  private void announceAndStop(boolean byItself, boolean starting) {
    if (byItself) {
      announceDrain();
    }
    ClosedServers.expect();
    if (starting) {
      keepAlive.end();
      OrphanExit.exit(0, environment.graceMillis());
    } else {
      new GracefulStop(environment.graceMillis(), keepAlive, () -> LastWords.send(channel)).begin();
    }
  }

  private void announceDrainAndClose() {
    announceDrain();
    drainAndClose();
  }

  private void drainAndClose() {
    ClosedServers.expect();
    Drain.run(environment.graceMillis(), () -> stopping);
    if (!stopping) {
      OpenConnections.finishShared();
    }
    LastWords.send(channel);
    channel.close(environment.graceMillis());
  }

  /**
   * Announces the drain and waits for the answer, so that the primary knows that the end is
   * voluntary before it sees it.
   */
  private void announceDrain() {
    CompletableFuture<Void> _ = channel.sendControl(Frame.encode(FrameType.DRAIN));
    try {
      drainConfirmed.await(); // the end of the channel also counts down
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
