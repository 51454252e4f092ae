package dev.prefork.internal.primary;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.MainStack;
import dev.prefork.internal.sys.Platform;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Forks workers and conducts them. Its conductor's thread runs, and keeps the JVM alive, while
 * there are workers; the first fork starts it.
 */
public final class Primary {
  private final FleetListener listener;
  private final Fleet fleet = new Fleet();
  private final Object lock = new Object();
  private int lastId;
  private @Nullable ConductorThread conductor;

  /** Nothing runs yet. */
  public Primary(FleetListener listener) {
    this.listener = listener;
  }

  /** The workers that are not gone, by id. A live view. */
  public Map<Integer, WorkerHandle> workers() {
    return fleet.all();
  }

  /** How many connections one worker had not accepted and another has, ever. Any thread. */
  public long redispatched() {
    return fleet.redispatched();
  }

  /**
   * Starts a worker process. Any thread; returns when the process is started, which is long before
   * the worker is online.
   *
   * @param introduce called with the worker before anything is told of it
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

  /** Takes a new worker. */
  @FunctionalInterface
  public interface Introduction {
    /** Called once, on the forking thread. */
    void accept(WorkerHandle worker);
  }

  /**
   * While the process starts the conductor gets ready on its own thread: neither waits for the
   * other.
   */
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

  /** Asks a worker to leave when its connections have ended. Any thread. */
  public void disconnect(WorkerHandle worker) {
    requestExit(worker, FrameType.DISCONNECT);
  }

  /** Asks a worker to leave as its application does when it gets SIGTERM. Any thread. */
  public void stop(WorkerHandle worker) {
    requestExit(worker, FrameType.STOP);
  }

  /** Closes the channel of a worker that does harm. Any thread. */
  public void disconnect(WorkerHandle worker, IOException reason) {
    ConductorThread running = runningOrNull();
    if (running != null) {
      running.post(new ConductorCommand.CloseChannel(worker, reason));
    }
  }

  private void requestExit(WorkerHandle worker, FrameType word) {
    worker.requestExit(word);
    ConductorThread running = runningOrNull();
    if (running != null) {
      running.post(new ConductorCommand.Leave(worker, word));
    }
  }

  /** Asks what a worker's main thread does. Any thread. Fails when the channel is closed. */
  public static CompletableFuture<MainStack> mainStack(WorkerHandle worker) {
    return worker.stackQuestion().ask();
  }

  /**
   * Gives a worker no connections for now. Any thread but the conductor's, for whom it waits.
   *
   * @return false if it may get some until it hears of it
   */
  public boolean suspend(WorkerHandle worker) {
    worker.hold();
    return askNow(ports -> !worker.mayServe() || ports.suspend(worker.id()), true);
  }

  /**
   * Gives a worker connections that is suspended or held. Any thread but the conductor's.
   *
   * @return false if it leaves or has ended
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
   * Makes a connection that this worker gets. Any thread.
   *
   * @param port one that it listens on
   * @return completes with this process's end
   */
  public CompletableFuture<SocketChannel> probe(WorkerHandle worker, int port) {
    CompletableFuture<SocketChannel> made = new CompletableFuture<>();
    Probe probe = new Probe(this, worker.id(), port, made);
    Thread.ofPlatform().daemon().name("prefork-probe").start(probe);
    return made;
  }

  private boolean askNow(ConductorCommand.Question<Boolean> question, boolean otherwise) {
    return ask(question).exceptionally(_ -> otherwise).join();
  }

  /** Has a question answered on the conductor's thread. */
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
      synchronized (lock) { // workers of a conductor to come are not among them
        conductor = null;
        fleet.workers().forEach(WorkerHandle::failPending);
      }
    }
  }
}
