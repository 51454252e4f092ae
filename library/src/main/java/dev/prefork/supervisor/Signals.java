package dev.prefork.supervisor;

import dev.prefork.internal.host.Session;
import dev.prefork.supervisor.model.Report;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;

/**
 * Controls a supervisor by signals to its process.
 *
 * <table>
 * <caption>Signals</caption>
 * <tr><td>TERM</td><td>stop gracefully: workers drain</td></tr>
 * <tr><td>INT</td><td>the same; a second INT kills the remaining workers</td></tr>
 * <tr><td>HUP</td><td>reload</td></tr>
 * <tr><td>TTIN, TTOU</td><td>add one worker, remove one worker; a note has the result</td></tr>
 * </table>
 */
public final class Signals {
  private Signals() {}

  /**
   * Installs the signal handlers. These signals then no longer end the JVM, so the program must end
   * it when {@link Supervisor#whenStopped()} completes.
   *
   * @param supervisor the supervisor of this process
   * @param reload called on HUP, on the JVM's thread for this signal; it may block
   * @return returns whether INT has been received
   * @throws IllegalArgumentException if the JVM was started with {@code -Xrs}, which disables
   *     signal handlers
   */
  public static BooleanSupplier handle(Supervisor supervisor, Runnable reload) {
    AtomicBoolean interrupted = new AtomicBoolean();
    on("TERM", () -> noteFailure(supervisor, supervisor.stop(true, Signals::ignore)));
    on(
        "INT",
        () -> {
          boolean graceful = interrupted.compareAndSet(false, true);
          noteFailure(supervisor, supervisor.stop(graceful, Signals::ignore));
        });
    on("HUP", reload);
    on("TTIN", () -> scale(supervisor, 1));
    on("TTOU", () -> scale(supervisor, -1));
    return interrupted::get;
  }

  /**
   * Starts a new session for this process, so that the signals of its terminal no longer reach it.
   *
   * @return false if that is not possible because this process leads a process group, as a job of a
   *     shell does
   */
  public static boolean detachFromTerminal() {
    return Session.begin();
  }

  private static void on(String name, Runnable action) {
    Signal.handle(new Signal(name), _ -> action.run());
  }

  private static void ignore(String progress) {}

  /** A signal has no reply, so the result is published as a note. */
  private static void scale(Supervisor supervisor, int more) {
    CompletableFuture<Void> _ =
        supervisor
            .scaleBy(more, Signals::ignore)
            .thenAccept(report -> supervisor.note(report.summary()));
  }

  private static void noteFailure(Supervisor supervisor, CompletableFuture<Report> answer) {
    CompletableFuture<Void> _ =
        answer.thenAccept(
            report -> {
              if (!report.succeeded()) {
                supervisor.note(report.summary());
              }
            });
  }
}
