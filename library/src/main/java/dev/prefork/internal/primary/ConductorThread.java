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
 * The thread that a {@link Conductor} lives on: no daemon, so that the JVM lives while there are
 * workers. It ends when the last is gone and the user's listeners, which may fork others, have run.
 */
final class ConductorThread {
  private final RuntimeDirectory runtimeDirectory;
  private final Retirement retirement;
  private final Mailbox mailbox = new Mailbox();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** How the thread tells the primary that it ends. */
  interface Retirement {
    /** Asks to end because there is nothing left to do; false if something new has come. */
    boolean retire();

    /** Ends in any case; nobody will write to its workers any more. */
    void resign();
  }

  /**
   * Letters wait here from before the conductor is there; then it is woken for each. When it has
   * gone nothing is taken any more.
   */
  private static final class Mailbox {
    private final Queue<ConductorCommand> messages = new ConcurrentLinkedQueue<>();
    private @Nullable Conductor addressee;
    private boolean closed;

    synchronized void open(Conductor conductor) {
      addressee = conductor;
    }

    synchronized void post(ConductorCommand command) {
      if (closed) {
        refuse(command);
        return;
      }
      messages.add(command);
      if (addressee != null) {
        addressee.wake();
      }
    }

    synchronized void close() {
      closed = true;
      addressee = null;
      messages.forEach(Mailbox::refuse);
    }

    /** Somebody waits for the answer to a question. */
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
    mailbox.post(command);
  }

  /**
   * Waits until workers can connect; ends {@code process} if they never can.
   *
   * @param forOthers whether it is some other user's
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
        new Conductor(fleet, listener, options, runtimeDirectory.socket(), mailbox.messages)) {
      mailbox.open(conductor);
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
      mailbox.close();
      runtimeDirectory.close();
      removeHook(cleanup);
    }
  }

  private static void runDeferredWork() {
    openWhatLoggingNeeds();
    Leftovers.sweep(RuntimeDirectory.parents());
  }

  /** The first line of the JDK's logger opens a file, which fails when descriptors are the news. */
  private static void openWhatLoggingNeeds() {
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
      // the JVM is shutting down; the hook does what was done here
    }
  }
}
