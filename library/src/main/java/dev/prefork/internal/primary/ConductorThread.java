package dev.prefork.internal.primary;

import dev.prefork.internal.host.OrphanReaper;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Conductor} on a non-daemon thread, which keeps the JVM alive while there are
 * workers. The thread ends when the last worker has ended and the user's listeners, which may fork
 * others, have run.
 */
final class ConductorThread {
  private final RuntimeDirectory runtimeDirectory;
  private final Retirement retirement;
  private final CommandQueue commands = new CommandQueue();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** Coordinates the end of the thread with the primary. */
  interface Retirement {
    /** Ends the thread if it is idle; returns false if a worker was forked meanwhile. */
    boolean retire();

    /** Ends the thread after a failure and fails everything queued for its workers. */
    void resign();
  }

  /**
   * Queues commands until the conductor has started, then wakes it for each command. Refuses
   * commands after the conductor has ended.
   */
  private static final class CommandQueue {
    private final Queue<ConductorCommand> queued = new ConcurrentLinkedQueue<>();
    private @Nullable Conductor receiver;
    private boolean closed;

    synchronized void open(Conductor conductor) {
      receiver = conductor;
    }

    synchronized void post(ConductorCommand command) {
      if (closed) {
        refuse(command);
        return;
      }
      queued.add(command);
      if (receiver != null) {
        receiver.wake();
      }
    }

    synchronized void close() {
      closed = true;
      receiver = null;
      queued.forEach(CommandQueue::refuse);
    }

    /** A caller may be waiting for the answer of a query. */
    private static void refuse(ConductorCommand command) {
      if (command instanceof ConductorCommand.Ask<?> ask) {
        ask.refuse();
      }
    }
  }

  private ConductorThread(RuntimeDirectory runtimeDirectory, Retirement retirement) {
    this.runtimeDirectory = runtimeDirectory;
    this.retirement = retirement;
  }

  static ConductorThread start(
      RuntimeDirectory runtimeDirectory,
      Fleet fleet,
      FleetListener listener,
      ClusterOptions options,
      Retirement retirement) {
    ConductorThread thread = new ConductorThread(runtimeDirectory, retirement);
    Thread.ofPlatform()
        .name("prefork-conductor")
        .daemon(false)
        .start(() -> thread.run(fleet, listener, options));
    return thread;
  }

  Path socket() {
    return runtimeDirectory.socket();
  }

  void post(ConductorCommand command) {
    commands.post(command);
  }

  /**
   * Waits until workers can connect. Kills {@code process} if the conductor fails to start.
   *
   * @param forOthers whether the process runs as another user or group
   */
  void awaitReady(Process process, boolean forOthers) throws IOException {
    try {
      ready.join();
      if (forOthers) {
        runtimeDirectory.openToOthers();
      }
    } catch (CompletionException | IOException e) {
      process.destroyForcibly();
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException("the primary cannot accept workers: " + reason.getMessage(), e);
    }
  }

  private void run(Fleet fleet, FleetListener listener, ClusterOptions options) {
    Thread cleanup = new Thread(runtimeDirectory::close, "prefork-cleanup");
    Runtime.getRuntime().addShutdownHook(cleanup);
    runtimeDirectory.hold();
    try (Conductor conductor =
        new Conductor(fleet, listener, options, runtimeDirectory.socket(), commands.queued)) {
      commands.open(conductor);
      ready.complete(null);
      Thread.ofPlatform().daemon().start(ConductorThread::runDeferredWork);
      OrphanReaper.startIfInit();
      conduct(conductor);
    } catch (IOException | RuntimeException | Error e) {
      if (!ready.completeExceptionally(e)) {
        System.getLogger("dev.prefork")
            .log(Level.ERROR, "the conductor thread failed, all workers exit", e);
      }
      retirement.resign();
    } finally {
      commands.close();
      runtimeDirectory.close();
      removeHook(cleanup);
    }
  }

  private static void runDeferredWork() {
    loadTimeZone();
    Leftovers.sweep(RuntimeDirectory.parents());
  }

  /**
   * The JDK's logger opens a file with its first line. Load the file now, because that would fail
   * when a log line reports that the process is out of descriptors.
   */
  private static void loadTimeZone() {
    ZoneRules _ = ZoneId.systemDefault().getRules();
  }

  private void conduct(Conductor conductor) throws IOException {
    do {
      conductor.runOnce();
    } while (!conductor.isIdle() || !retirement.retire());
  }

  private static void removeHook(Thread cleanup) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleanup);
    } catch (IllegalStateException e) {
      // the JVM is shutting down and runs the hook
    }
  }
}
