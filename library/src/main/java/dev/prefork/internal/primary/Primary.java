package dev.prefork.internal.primary;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.MainStack;
import dev.prefork.internal.sys.Platform;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Forks and controls workers. The first fork starts the conductor's thread, which keeps the JVM
 * alive while there are workers.
 */
public final class Primary {
  /** How long to wait for the workers' counts of connections. */
  private static final long COUNT_MILLIS = 1000;

  private final FleetListener listener;
  private final Fleet fleet = new Fleet();
  private final Object lock = new Object();
  private int lastId;
  private @Nullable ConductorThread conductor;

  /** Creates a primary without workers. */
  public Primary(FleetListener listener) {
    this.listener = listener;
  }

  /** {@return a live view of the workers that have not ended, by id} */
  public Map<Integer, WorkerHandle> workers() {
    return fleet.all();
  }

  /**
   * {@return the number of connections redispatched to another worker since the start} Any thread.
   */
  public long redispatched() {
    return fleet.redispatched();
  }

  /**
   * {@return the number of established connections moved to another worker since the start} Any
   * thread.
   */
  public long moved() {
    return fleet.moved();
  }

  /**
   * Starts a worker's process. Any thread. Returns when the process has started, long before the
   * worker is online.
   *
   * @param introduce called with the worker before its first event
   * @throws dev.prefork.internal.launch.CannotLaunchException if the primary's command line cannot
   *     be repeated
   * @throws IOException if the process cannot be started, or the primary has no descriptors left
   */
  public WorkerHandle fork(ForkRequest request, ClusterOptions options, Introduction introduce)
      throws IOException {
    Platform.requireSupported();
    synchronized (lock) {
      ConductorThread running = running(options, request.options());
      int id = ++lastId;
      int ports = fleet.portNumber(request.environment(), id);
      WorkerHandle worker = new WorkerHandle(id, ports, Token.next(), request, running::post);
      fleet.add(worker);
      try {
        Process process = Launcher.launch(worker, request, running.socket());
        worker.setProcess(process);
        introduce.accept(worker);
        running.post(new ConductorCommand.Launched(worker));
        CompletableFuture<Void> _ =
            process.onExit().thenAccept(ended -> running.post(exited(worker, ended)));
        running.awaitReady(process, request.options().changesUser());
        return worker;
      } catch (IOException | RuntimeException e) {
        fleet.remove(worker);
        running.post(new ConductorCommand.ForkFailed());
        throw e;
      }
    }
  }

  /** Receives a new worker. */
  @FunctionalInterface
  public interface Introduction {
    /** Called once, on the thread that forks. */
    void accept(WorkerHandle worker);
  }

  /** Starts the conductor on its own thread, so that it starts while the worker's process does. */
  private ConductorThread running(ClusterOptions options, ForkOptions first) throws IOException {
    if (conductor == null) {
      RuntimeDirectory runtimeDirectory = RuntimeDirectory.create(first.changesUser());
      conductor =
          ConductorThread.start(runtimeDirectory, fleet, listener, options, new Retirement());
    }
    return conductor;
  }

  private static ConductorCommand exited(WorkerHandle worker, Process process) {
    return new ConductorCommand.Exited(worker, new ExitStatus(process.exitValue()));
  }

  /** Asks a worker to drain and then to exit. Any thread. */
  public void disconnect(WorkerHandle worker) {
    requestExit(worker, FrameType.DISCONNECT);
  }

  /** Asks a worker to stop as its application does on SIGTERM. Any thread. */
  public void stop(WorkerHandle worker) {
    requestExit(worker, FrameType.STOP);
  }

  /** Closes the channel of a worker that broke the protocol. Any thread. */
  public void disconnect(WorkerHandle worker, IOException reason) {
    ConductorThread running = runningOrNull();
    if (running != null) {
      running.post(new ConductorCommand.CloseChannel(worker, reason));
    }
  }

  private void requestExit(WorkerHandle worker, FrameType type) {
    worker.requestExit(type);
    ConductorThread running = runningOrNull();
    if (running != null) {
      running.post(new ConductorCommand.Drain(worker, type));
    }
  }

  /** Asks for the stack of a worker's main thread. Any thread. Fails when the channel is closed. */
  public static CompletableFuture<MainStack> mainStack(WorkerHandle worker) {
    return worker.stackQuestion().ask();
  }

  /**
   * Stops giving connections to a worker. Any thread except the conductor's, for which it waits.
   *
   * @return false if the worker may get connections until it has processed the request
   */
  public boolean suspend(WorkerHandle worker) {
    worker.hold();
    return askNow(ports -> !worker.mayServe() || ports.suspend(worker.id()), true);
  }

  /**
   * Resumes a suspended worker or admits a held one. Any thread except the conductor's.
   *
   * @return false if the worker drains or has ended
   */
  public boolean resume(WorkerHandle worker) {
    worker.release();
    return askNow(
        ports -> {
          ports.resume(worker.id());
          return worker.mayServe();
        },
        false);
  }

  /**
   * Sets a worker's share of the connections, relative to the other workers. Any thread except the
   * conductor's.
   *
   * @param weight greater than 0 and at most 1
   * @return false if the worker drains or has ended
   */
  public boolean weight(WorkerHandle worker, double weight) {
    return askNow(
        ports -> {
          boolean serves = worker.mayServe();
          if (serves) {
            ports.weight(worker.id(), weight);
          }
          return serves;
        },
        false);
  }

  /**
   * Opens a connection that is handed over to this worker. Any thread.
   *
   * @param port a port on which the worker listens
   * @return completes with the primary's end of the connection
   */
  public CompletableFuture<SocketChannel> probe(WorkerHandle worker, int port) {
    CompletableFuture<SocketChannel> made = new CompletableFuture<>();
    Probe probe = new Probe(this, worker.id(), port, made);
    Thread.ofPlatform().daemon().name("prefork-probe").start(probe);
    return made;
  }

  /**
   * Moves connections from workers that have more than their share. Any thread.
   *
   * @return completes with the number of connections that are to move
   */
  public CompletableFuture<Integer> rebalance() {
    CompletableFuture<?>[] counts =
        fleet.serving().stream().map(WorkerHandle::health).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(counts)
        .completeOnTimeout(null, COUNT_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(_ -> null) // a worker has ended
        .thenCompose(_ -> ask(ports -> new ConnectionMoves(fleet, ports).rebalance()));
  }

  private boolean askNow(ConductorCommand.Question<Boolean> question, boolean otherwise) {
    return ask(question).exceptionally(_ -> otherwise).join();
  }

  /** Runs a query on the conductor's thread. */
  <T> CompletableFuture<T> ask(ConductorCommand.Question<T> question) {
    ConductorCommand.Ask<T> ask = new ConductorCommand.Ask<>(question, new CompletableFuture<>());
    ConductorThread running = runningOrNull();
    if (running == null) {
      ask.refuse();
    } else {
      running.post(ask);
    }
    return ask.answer();
  }

  private @Nullable ConductorThread runningOrNull() {
    synchronized (lock) {
      return conductor;
    }
  }

  private final class Retirement implements ConductorThread.Retirement {
    @Override
    public boolean retire() {
      synchronized (lock) {
        if (fleet.isEmpty()) {
          conductor = null;
        }
        return conductor == null;
      }
    }

    @Override
    public void resign() {
      synchronized (lock) { // under the lock, to spare workers of a later conductor
        conductor = null;
        fleet.workers().forEach(WorkerHandle::failPending);
      }
    }
  }
}
