package dev.prefork.supervisor;

import dev.prefork.internal.host.Session;
import dev.prefork.supervisor.model.Report;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;

/**
 * What an operator says to a supervisor's process by signals.
 *
 * <table>
 * <caption>Signals</caption>
 * <tr><td>TERM</td><td>stop: workers finish what they have</td></tr>
 * <tr><td>INT</td><td>the same; the second one kills what is left</td></tr>
 * <tr><td>HUP</td><td>reload</td></tr>
 * <tr><td>TTIN, TTOU</td><td>one worker more, one less</td></tr>
 * </table>
 */
public final class Signals {
  private Signals() {}

  /**
   * Has this process do what signals say. The JVM does not end by them any more: who waits for
   * {@link Supervisor#whenStopped()} ends it.
   *
   * @param supervisor of this process
   * @param reload what HUP does, on a thread that may take its time
   * @return whether INT has come
   * @throws IllegalArgumentException if the JVM was started with {@code -Xrs}, which leaves signals
   *     to nobody
   */
  public static BooleanSupplier handle(Supervisor supervisor, Runnable reload) {
    AtomicBoolean interrupted = new AtomicBoolean();
    on("TERM", () -> follow(supervisor, supervisor.stop(true, Signals::ignore)));
    on(
        "INT",
        () -> {
          boolean graceful = interrupted.compareAndSet(false, true);
          follow(supervisor, supervisor.stop(graceful, Signals::ignore));
        });
    on("HUP", reload);
    on("TTIN", () -> follow(supervisor, supervisor.scaleBy(1, Signals::ignore)));
    on("TTOU", () -> follow(supervisor, supervisor.scaleBy(-1, Signals::ignore)));
    return interrupted::get;
  }

  /**
   * Begins a session of its own for this process, so that no terminal's signals reach it.
   *
   * @return false if that is not possible, because this process leads a process group: a shell has
   *     started it as a job
   */
  public static boolean detachFromTerminal() {
    return Session.begin();
  }

  private static void on(String name, Runnable action) {
    Signal.handle(new Signal(name), _ -> action.run());
  }

  private static void ignore(String progress) {}

  /** Who sends a signal gets no answer, but may read the notes. */
  private static void follow(Supervisor supervisor, CompletableFuture<Report> answer) {
    CompletableFuture<Void> _ =
        answer.thenAccept(
            report -> {
              if (!report.succeeded()) {
                supervisor.note(report.summary());
              }
            });
  }
}
