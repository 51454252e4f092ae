package dev.prefork.supervisor;

import dev.prefork.Cluster;
import dev.prefork.ClusterEvent;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.supervisor.NotificationThread;
import dev.prefork.internal.supervisor.SupervisorCommand;
import dev.prefork.internal.supervisor.SupervisorLoop;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.model.Signal;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.LogLine;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of workers alive: starts them, replaces those that die, hang or have grown too
 * large, and brings new versions in without losing a connection. What the {@code prefork} command
 * does, for programs. It runs no code of the application's.
 *
 * <pre>{@code
 * Supervisor supervisor =
 *     Supervisor.start(SupervisorOptions.of(Cluster.settings().withExec("app.jar")).withWorkers(4));
 * supervisor.onNote(System.err::println);
 * Report report = supervisor.reload(s -> s.withExec("app-2.jar"), System.err::println).join();
 * }</pre>
 *
 * <p>There is one in a process, and it is the one who forks there. All methods may be called on any
 * thread, and none waits for a worker. The process lives until it is {@link #whenStopped()}. What
 * it tells ({@code progress}, {@link #onNote}) and what is attached to its futures runs on one
 * thread that is kept for that: who is slow there delays only what is told later.
 */
public final class Supervisor {
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private final NotificationThread notifications = new NotificationThread();
  private final CompletableFuture<Report> stopped = new CompletableFuture<>();
  private final WorkerLogs logs;
  private final SupervisorLoop supervision;

  private Supervisor(SupervisorOptions options, boolean force) {
    logs = WorkerLogs.ofThisProcess(options.logs(), notifications::note);
    try {
      supervision = new SupervisorLoop(options, notifications, logs, force);
    } catch (RuntimeException e) {
      logs.close();
      notifications.end();
      throw e;
    }
  }

  /**
   * Starts the workers.
   *
   * @param options what is supervised, and how
   * @return at once: see {@link ClusterStatus#state()} for when they serve, and {@link
   *     #whenStopped()} for whether they ever do
   * @throws IllegalStateException in a worker, if this process has a supervisor already, or if
   *     there is not enough memory for so many workers
   * @throws java.io.UncheckedIOException if the file for the workers' output cannot be opened
   */
  public static Supervisor start(SupervisorOptions options) {
    return start(options, false);
  }

  /**
   * Starts the workers, also if there seems to be no memory for all of them.
   *
   * @param options what is supervised, and how
   * @param force false to refuse what does not fit; true to warn in the log, and to start workers
   *     until memory runs short
   * @return as {@link #start(SupervisorOptions)} does
   * @throws IllegalStateException as there
   * @throws java.io.UncheckedIOException as there
   */
  public static Supervisor start(SupervisorOptions options, boolean force) {
    if (Cluster.isWorker()) {
      throw new IllegalStateException(
          "only the primary supervises workers; this is " + Cluster.worker());
    }
    if (!TAKEN.compareAndSet(false, true)) {
      throw new IllegalStateException("this process has a supervisor already: stop it first");
    }
    Supervisor supervisor = create(options, force);
    Cluster.on(ClusterEvent.class, supervisor.supervision::onEvent);
    Thread.ofPlatform().name("prefork-supervisor").daemon(false).start(supervisor::run);
    return supervisor;
  }

  private static Supervisor create(SupervisorOptions options, boolean force) {
    try {
      return new Supervisor(options, force);
    } catch (RuntimeException e) {
      TAKEN.set(false);
      throw e;
    }
  }

  private void run() {
    Report end = supervision.run();
    logs.close(); // before somebody hears of the end, and ends the process
    TAKEN.set(false);
    notifications.complete(stopped, end);
    notifications.end();
  }

  /**
   * What is known of the cluster.
   *
   * @return as it is now; figures of workers are half a second old at most, or as old as the
   *     worker's last answer
   */
  public ClusterStatus status() {
    return supervision.status();
  }

  /**
   * Brings a new generation of workers, one place after the other: a new worker is started, and
   * when it is ready the old one is stopped. There are never fewer that serve than before. If a new
   * worker does not come up or dies, what was changed is changed back, and those of the old
   * generation that were not replaced yet have served all the while.
   *
   * <p>One change can be under way at a time; a second is refused, and its report says so.
   *
   * @param change from the settings that workers are forked with now to the new ones; the policy
   *     and what else the first fork has fixed cannot be changed
   * @param progress hears of each step, in one line
   * @return how it ended, when the last old worker has; it fails by {@link Report#succeeded} and
   *     never by an exception
   */
  public CompletableFuture<Report> reload(
      UnaryOperator<Settings> change, Consumer<String> progress) {
    return reload(change, null, false, progress);
  }

  /**
   * Brings a new generation of workers as {@link #reload(UnaryOperator, Consumer)} does, and
   * another number of them: when all workers are new, some are started besides, or the highest
   * places go. If that fails the number is changed back, too.
   *
   * @param change as there
   * @param workers how many, 1 to 1024; null for as many as there are
   * @param force whether to go on if there seems to be not enough memory
   * @param progress as there
   * @return as there
   */
  public CompletableFuture<Report> reload(
      UnaryOperator<Settings> change,
      @Nullable Integer workers,
      boolean force,
      Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Reload(change, workers, force), progress);
  }

  /**
   * Brings new workers with the same settings, all at once: as many as there are are started
   * besides, and when all of them are ready all old ones are stopped. If one does not come up all
   * new ones are stopped, and the old ones have served all the while.
   *
   * @param progress hears of each step, in one line
   * @return as {@link #reload} does
   */
  public CompletableFuture<Report> restart(Consumer<String> progress) {
    return restart(false, progress);
  }

  /**
   * Brings new workers with the same settings, all at once.
   *
   * @param force whether to go on if there seems to be not enough memory
   * @param progress hears of each step, in one line
   * @return as {@link #restart(Consumer)} does
   */
  public CompletableFuture<Report> restart(boolean force, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Restart(force), progress);
  }

  /**
   * Changes how many workers there are. The highest places go first. If a new one does not come up
   * the number is what it was. While workers come or go by this another number may be asked for:
   * the first report then says that it was not the last word.
   *
   * @param workers how many: 1 to 1024
   * @param progress hears of each step, in one line
   * @return as {@link #reload} does
   */
  public CompletableFuture<Report> scale(int workers, Consumer<String> progress) {
    return scale(workers, false, progress);
  }

  /**
   * Changes how many workers there are.
   *
   * @param workers how many: 1 to 1024
   * @param force whether to go on if there seems to be not enough memory
   * @param progress hears of each step, in one line
   * @return as {@link #scale(int, Consumer)} does
   */
  public CompletableFuture<Report> scale(int workers, boolean force, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Scale(workers, false, force), progress);
  }

  /**
   * Changes how many workers there are, from how many there should be when this is done.
   *
   * @param difference how many more; negative for fewer
   * @param progress hears of each step, in one line
   * @return as {@link #scale(int, Consumer)} does
   */
  public CompletableFuture<Report> scaleBy(int difference, Consumer<String> progress) {
    return scaleBy(difference, false, progress);
  }

  /**
   * Changes how many workers there are, from how many there should be when this is done.
   *
   * @param difference how many more; negative for fewer
   * @param force whether to go on if there seems to be not enough memory
   * @param progress hears of each step, in one line
   * @return as {@link #scale(int, Consumer)} does
   */
  public CompletableFuture<Report> scaleBy(
      int difference, boolean force, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Scale(difference, true, force), progress);
  }

  /**
   * Waits for the cluster to serve.
   *
   * @param progress hears of each change of state until then, in one line; and first of those from
   *     the start until the cluster served for the first time
   * @return completes when as many workers serve as should ({@link ClusterStatus.State#RUNNING}),
   *     when too many have failed ({@code BROKEN}), or at the end ({@code STOPPED}); and never
   *     while a reload or a stop is under way. Cancelling it ends {@code progress}
   */
  public CompletableFuture<ClusterStatus> whenServing(Consumer<String> progress) {
    CompletableFuture<ClusterStatus> answer = new CompletableFuture<>();
    CompletableFuture<ClusterStatus> _ =
        answer.whenComplete((_, _) -> notifications.remove(progress));
    supervision.post(new SupervisorCommand.Watch(progress, answer));
    CompletableFuture<Void> _ = stopped.thenAccept(_ -> finish(progress, answer));
    return answer;
  }

  /** Behind the last note: nobody opens mail any more. */
  private void finish(Consumer<String> progress, CompletableFuture<ClusterStatus> answer) {
    if (!answer.isDone()) {
      notifications.catchUp(progress);
      answer.complete(status());
    }
  }

  void note(String line) {
    notifications.note(line);
  }

  /**
   * Stops all workers, whatever else is under way. A second call with {@code false} ends a graceful
   * one at once.
   *
   * @param graceful whether they may finish what they have, for {@link
   *     SupervisorOptions#drainTimeout} at most; otherwise they are killed
   * @param progress hears of each step, in one line
   * @return completes when all processes have ended
   */
  public CompletableFuture<Report> stop(boolean graceful, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Stop(graceful), progress);
  }

  private CompletableFuture<Report> request(
      SupervisorCommand.Order order, Consumer<String> progress) {
    CompletableFuture<Report> answer = new CompletableFuture<>();
    supervision.post(new SupervisorCommand.Request(order, progress, answer));
    CompletableFuture<Void> _ = stopped.thenAccept(answer::complete); // nobody reads mail any more
    return answer;
  }

  /**
   * Sends a message to a worker's program, or to all. See {@link Worker#send(Object)}.
   *
   * @param worker its number, or null for all
   * @param message what to send
   * @return to how many it was sent
   * @throws NoSuchElementException if there is no such worker
   * @throws IllegalArgumentException if it cannot be sent, with the path of what is wrong in it
   */
  public int send(@Nullable Integer worker, @Nullable Object message) {
    Collection<Worker> receivers =
        worker == null ? supervision.workers().values() : List.of(worker(worker));
    int sent = 0;
    for (Worker receiver : receivers) {
      if (receiver.isConnected()) {
        CompletableFuture<Void> _ = receiver.send(message);
        sent++;
      }
    }
    return sent;
  }

  /**
   * Sends a worker a signal. One that ends by it is replaced.
   *
   * @param worker its number
   * @param signal which
   * @throws NoSuchElementException if there is no such worker
   * @throws IOException if the operating system does not allow it
   */
  public void kill(int worker, Signal signal) throws IOException {
    boolean _ = worker(worker).kill(signal);
  }

  private Worker worker(int id) {
    Worker worker = supervision.workers().get(id);
    if (worker == null) {
      throw new NoSuchElementException(
          "there is no worker " + id + ": there are " + supervision.workers().keySet());
    }
    return worker;
  }

  /**
   * The end.
   *
   * @return completes when all workers have ended after {@link #stop}; or, with {@link
   *     Report#succeeded} false, when none ever came to serve and no more are tried
   */
  public CompletableFuture<Report> whenStopped() {
    return stopped.copy();
  }

  /**
   * Adds somebody who hears of each change of state; before the cluster has served for the first
   * time, beginning with the first.
   *
   * @param listener gets one line, for people
   */
  public void onNote(Consumer<String> listener) {
    notifications.add(listener);
  }

  /**
   * Follows what the workers write, in the format of the log or not.
   *
   * @param last how many of the lines that were written already come first, of those that are kept
   * @param listener gets each line, on a thread of its own; one that is too slow misses lines, and
   *     gets a line that says how many
   * @return ends it when it is closed
   */
  public AutoCloseable follow(int last, Consumer<LogLine> listener) {
    return logs.follow(last, listener);
  }

  /**
   * The last lines that the workers have written, of those that are kept.
   *
   * @param count how many at most
   * @return the oldest first
   */
  public List<LogLine> recentLines(int count) {
    return logs.recent(count);
  }
}
