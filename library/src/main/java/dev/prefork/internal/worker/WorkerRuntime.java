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
 * A worker as it sees itself: its channel, what it was told, and how it ends.
 *
 * <p>It ends with exit code 0 when the channel closes: the primary is gone, or wants it so. After a
 * disconnect it waits first, for the grace period at most, until the connections that it was given
 * have ended; and then, for another one, until the application's threads have.
 */
public final class WorkerRuntime implements PrimaryChannel.Owner {
  /**
   * What shutdown hooks may take when the primary is gone: nobody would notice a worker that stays.
   */
  private static final long ORPHAN_HOOKS_MILLIS = 1000;

  /** What a listener may take then; it and the hooks stay within two seconds. */
  private static final long ORPHAN_LISTENERS_MILLIS = 500;

  private static @Nullable WorkerRuntime current;

  private final WorkerEnvironment environment;
  private final Inbox inbox = new Inbox();
  private final CountDownLatch drainConfirmed = new CountDownLatch(1);
  private final CountDownLatch killed = new CountDownLatch(1);
  private final KeepAliveThread keepAlive = new KeepAliveThread();
  private final MainThread main = new MainThread();
  private final PrimaryChannel channel;
  private @Nullable Listener listener;
  private @Nullable HealthResponder healthResponder;
  private volatile boolean voluntary;
  private volatile boolean mainReturned;
  private boolean draining;
  private volatile boolean stopping;

  /** Read with the first message, as a start has no time for it, and only then. */
  private static final class Told {
    static final Serialization SERIALIZATION =
        Objects.requireNonNullElse(
            Serialization.byName(System.getenv(WorkerVariables.SERIALIZATION)), Serialization.JSON);
  }

  /** The door. */
  @FunctionalInterface
  public interface Listener {
    /**
     * The channel is closed; what is next begins when this returns. Called on the channel's thread.
     *
     * @param millis how long this may take
     */
    void onDisconnect(long millis);
  }

  private WorkerRuntime(WorkerEnvironment environment, CountDownLatch greeted) {
    this.environment = environment;
    this.channel = new PrimaryChannel(environment, greeted, inbox, maxQueued(), this);
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

  /** This process's, or null if it is no worker. */
  public static @Nullable WorkerRuntime current() {
    return current;
  }

  /** The number that the primary gave this worker. */
  public int id() {
    return environment.id();
  }

  /** How messages are written. */
  public static Serialization serialization() {
    return Told.SERIALIZATION;
  }

  /** True until the channel is closed from either side. */
  public boolean isConnected() {
    return channel.isOpen();
  }

  /** True once this worker was asked to leave, or said that it does. */
  public boolean isVoluntary() {
    return voluntary;
  }

  /**
   * Sends a message. Any thread.
   *
   * @param attached a descriptor that goes with it; the channel's from here on
   * @return completes when the kernel has all of it
   */
  public CompletableFuture<Void> send(byte[] body, @Nullable Fd attached) {
    return channel.send(Frame.encodeInPieces(FrameType.MESSAGE, body, attached != null), attached);
  }

  /** Tells the primary that the program is ready to serve. Any thread. */
  public void ready() {
    CompletableFuture<Void> _ = channel.sendControl(Frame.encode(FrameType.PROGRAM_READY));
  }

  /** How this JVM is. */
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

  /** What the thread does that runs the program's main method. */
  public MainStack mainStack() {
    return main.stack();
  }

  private void sendHealth(HealthReport health) {
    CompletableFuture<Void> _ = channel.sendControl(new HealthAnswer(health).encode());
  }

  /** How many bytes wait to be sent. */
  public long queued() {
    return channel.queued();
  }

  /** What has come for the application. */
  public Inbox inbox() {
    return inbox;
  }

  /** Returns when the channel does not keep this process alive any more. */
  void awaitRelease() throws InterruptedException {
    mainReturned = true;
    if (environment.endsWithProgram() && listener() == null) {
      keepAlive.releaseUntilBound();
    }
    keepAlive.run();
  }

  /** True if the main method has failed only because this worker ends, as it was wanted to. */
  boolean isExpected(Throwable failure) {
    return voluntary && (OrphanExit.isBegun() || ClosedServers.explain(failure));
  }

  /** True until there is something that a SIGTERM would have to end gracefully. */
  private boolean isStarting() {
    return !mainReturned && !DrainState.isAccepting();
  }

  /** True if the application's threads may outlive the channel. */
  public boolean waitsForThreads() {
    return environment.threadGraceMillis() > 0;
  }

  /** Lets the process end when its other threads have ended that are no daemons. */
  public void unref() {
    keepAlive.release();
  }

  /** Keeps the process alive while it is connected. */
  public void ref() {
    keepAlive.hold();
  }

  /** Sets the door. */
  public synchronized void listen(Listener door) {
    listener = door;
    keepAlive.hold(); // the program knows where it runs
  }

  @Override
  public void onFrame(Frame frame) {
    switch (frame.type()) {
      case DISCONNECT -> leave(false);
      case STOP -> stop(false);
      case ADMIT -> hold(false);
      case SUSPEND -> hold(true);
      case ASK_HEALTH -> healthResponder().ask(this::sendHealth);
      case ASK_MAIN_STACK ->
          Thread.ofPlatform().daemon().name("prefork-stack").start(() -> main.tell(channel));
      case DRAIN_CONFIRMED -> drainConfirmed.countDown();
      default -> {
        // of a later version of the primary
      }
    }
  }

  /** On a thread of its own, as a socket may just be being bound, which needs this one. */
  private static void hold(boolean held) {
    HeldState.set(held);
    Thread.ofPlatform().daemon().name("prefork-admit").start(HeldState::apply);
  }

  @Override
  public void onUnreachable(IOException reason) {
    DrainState.begin();
    if (PrimarySocket.removeIfDead(environment)) {
      Trainee.endIfOne();
      OrphanExit.exit(0, 0); // the primary ended while this JVM started: as if it had ended later
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
    Trainee.endIfOne();
    Listener door = listener();
    if (door != null) {
      door.onDisconnect(voluntary ? environment.graceMillis() : ORPHAN_LISTENERS_MILLIS);
    }
    if (!voluntary) {
      boolean _ = PrimarySocket.removeIfDead(environment);
    }
    keepAlive.end();
    if (waitsForThreads()) {
      DrainState.release(); // they are not to be waited for
    }
    awaitThreads();
    OrphanExit.exit(0, voluntary ? environment.graceMillis() : ORPHAN_HOOKS_MILLIS);
  }

  /** Waits for listeners to return, and not long for one that binds: it will not. */
  public static void awaitListeners(CountDownLatch told, long millis) throws InterruptedException {
    long left = millis;
    while (left > 0
        && !told.await(Math.min(left, ORPHAN_LISTENERS_MILLIS), TimeUnit.MILLISECONDS)) {
      left = DrainState.isAnyBindWaiting() ? 0 : left - ORPHAN_LISTENERS_MILLIS;
    }
  }

  /** If the last of them ends meanwhile, the JVM does, and this never returns. */
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
   * Leaves of this worker's own will: tells the primary, waits for connections to end, closes the
   * channel.
   */
  public void disconnect() {
    leave(true);
  }

  /** Leaves without waiting for anything: tells the primary and closes the channel. */
  public void kill() {
    voluntary = true;
    DrainState.begin();
    OpenConnections.quiesceDatagrams();
    killed.countDown();
    Thread.ofPlatform().daemon().name("prefork-kill").start(this::announceAndClose);
  }

  private void announceAndClose() {
    sendHealth();
    LastWords.print(channel);
    channel.close(ORPHAN_HOOKS_MILLIS);
  }

  private synchronized void leave(boolean byItself) {
    voluntary = true;
    DrainState.begin();
    OpenConnections.quiesceDatagrams();
    if (!draining) {
      draining = true;
      Runnable departure = byItself ? this::announceDrainAndClose : this::drainAndClose;
      Thread.ofPlatform().daemon().name("prefork-leave").start(departure);
    }
  }

  /** Leaves of this worker's own will as by SIGTERM: see {@link GracefulStop}. */
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
      sendHealth();
    }
    ClosedServers.expect();
    if (starting) {
      keepAlive.end();
      OrphanExit.exit(0, environment.graceMillis());
    } else {
      new GracefulStop(environment.graceMillis(), keepAlive, () -> LastWords.print(channel))
          .begin();
    }
  }

  private void announceDrainAndClose() {
    sendHealth();
    drainAndClose();
  }

  private void drainAndClose() {
    ClosedServers.expect();
    Drain.run(environment.graceMillis(), () -> stopping);
    if (!stopping) {
      OpenConnections.finishShared();
    }
    LastWords.print(channel);
    channel.close(environment.graceMillis());
  }

  /**
   * The answer is awaited so that the primary surely knows this end to be voluntary before it sees
   * it.
   */
  private void sendHealth() {
    CompletableFuture<Void> _ = channel.sendControl(Frame.encode(FrameType.DRAIN));
    try {
      drainConfirmed.await(); // also counted down by the end of the channel
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
