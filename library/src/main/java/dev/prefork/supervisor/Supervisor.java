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
import dev.prefork.supervisor.model.WarmUpRequests;
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
 * Keeps a number of workers alive: forks them, replaces those that exit, become unresponsive or
 * exceed a limit, and brings in new versions without losing a connection. It is the library behind
 * the {@code prefork} command, and runs none of the application's code.
 *
 * <pre>{@code
 * Supervisor supervisor =
 *     Supervisor.start(SupervisorOptions.of(Cluster.settings().withExec("app.jar")).withWorkers(4));
 * supervisor.onNote(System.err::println);
 * Report report = supervisor.reload(s -> s.withExec("app-2.jar"), System.err::println).join();
 * }</pre>
 *
 * <p>A process can have one supervisor, which alone forks workers: do not call {@link
 * Cluster#fork()} as well. The process lives until the supervisor has {@linkplain #whenStopped()
 * stopped}.
 *
 * <p>All methods may be called on any thread, and none waits for a worker. Progress, notes and the
 * actions that are attached to futures run on one thread that runs nothing else: a slow listener
 * delays later notifications only. Do not wait there for another future of the supervisor.
 *
 * <p>A reload, restart, scaling or stop reports a failure by {@link Report#succeeded()}; its future
 * never fails. One operation runs at a time: a second one is refused, and its report has the
 * reason. The exceptions are a {@link #scale} during a scaling, and {@link #stop}.
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
   * Starts a supervisor, which forks the workers.
   *
   * @param options the options
   * @return the supervisor, before any worker serves. {@link #whenServing} completes when they
   *     serve, {@link #whenStopped()} if none ever does
   * @throws IllegalStateException in a worker, if this process has a supervisor, or if there is not
   *     enough memory for the workers
   * @throws java.io.UncheckedIOException if the file for the workers' output cannot be opened
   */
  public static Supervisor start(SupervisorOptions options) {
    return start(options, false);
  }

  /**
   * Starts a supervisor, even if there is not enough memory for all workers.
   *
   * @param options the options
   * @param force whether to log a warning instead of throwing an exception if memory is not enough,
   *     and to fork workers until it runs short
   * @return as {@link #start(SupervisorOptions)}
   * @throws IllegalStateException as {@link #start(SupervisorOptions)}, except for memory if {@code
   *     force} is true
   * @throws java.io.UncheckedIOException if the file for the workers' output cannot be opened
   */
  public static Supervisor start(SupervisorOptions options, boolean force) {
    if (Cluster.isWorker()) {
      throw new IllegalStateException(
          "cannot start a supervisor in " + Cluster.worker() + ": start it in the primary");
    }
    if (!TAKEN.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "cannot start a second supervisor in this process: stop the first one and wait for"
              + " whenStopped()");
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
    logs.close(); // first, because a listener may end the process
    TAKEN.set(false);
    notifications.complete(stopped, end);
    notifications.end();
  }

  /**
   * Returns the state of the cluster.
   *
   * @return the current state. Figures of a worker are from its last health check
   */
  public ClusterStatus status() {
    return supervision.status();
  }

  /**
   * Replaces all workers by those of a new generation, one slot after the other. For each slot a
   * new worker is forked, and the old one is stopped when the new one is ready and has warmed up.
   * There are never fewer serving workers than before. If a new worker exits or is not ready in
   * time, the reload is rolled back; old workers that have not been replaced yet are not affected.
   *
   * @param change returns the new settings, given the current ones. It cannot change what the first
   *     fork has fixed: the policy, the ports and the maximum message size
   * @param progress receives one line for each step
   * @return completes with the result when the last old worker has exited
   */
  public CompletableFuture<Report> reload(
      UnaryOperator<Settings> change, Consumer<String> progress) {
    return reload(change, null, null, false, progress);
  }

  /**
   * Replaces all workers like {@link #reload(UnaryOperator, Consumer)}, and then changes their
   * number. If that fails, all changes are rolled back.
   *
   * @param change returns the new settings, given the current ones
   * @param requests the warm-up requests of the new workers; null to keep them
   * @param workers the new number of workers, 1 to 1024; null to keep the number
   * @param force whether to continue if there is not enough memory
   * @param progress receives one line for each step
   * @return completes with the result when the last old worker has exited
   */
  public CompletableFuture<Report> reload(
      UnaryOperator<Settings> change,
      @Nullable WarmUpRequests requests,
      @Nullable Integer workers,
      boolean force,
      Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Reload(change, requests, workers, force), progress);
  }

  /**
   * Replaces all workers at once by a new generation with the same settings. As many workers are
   * forked as there are, and the old ones are stopped when all new ones are ready. If a new worker
   * fails, all new workers are stopped, and the old ones are not affected.
   *
   * @param progress receives one line for each step
   * @return completes with the result when the last old worker has exited
   */
  public CompletableFuture<Report> restart(Consumer<String> progress) {
    return restart(false, progress);
  }

  /**
   * Replaces all workers at once, like {@link #restart(Consumer)}.
   *
   * @param force whether to continue if there is not enough memory
   * @param progress receives one line for each step
   * @return completes with the result when the last old worker has exited
   */
  public CompletableFuture<Report> restart(boolean force, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Restart(force), progress);
  }

  /**
   * Changes the number of workers. Scaling down stops the workers in the highest slots. If a new
   * worker fails, the scaling is rolled back. Another scaling may be requested meanwhile: it
   * replaces this one, whose report then has {@code succeeded} false.
   *
   * @param workers the new number of workers, 1 to 1024
   * @param progress receives one line for each step
   * @return completes with the result when the workers serve or have exited
   */
  public CompletableFuture<Report> scale(int workers, Consumer<String> progress) {
    return scale(workers, false, progress);
  }

  /**
   * Changes the number of workers, like {@link #scale(int, Consumer)}.
   *
   * @param workers the new number of workers, 1 to 1024
   * @param force whether to continue if there is not enough memory
   * @param progress receives one line for each step
   * @return completes with the result when the workers serve or have exited
   */
  public CompletableFuture<Report> scale(int workers, boolean force, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Scale(workers, false, force), progress);
  }

  /**
   * Changes the number of workers by a difference to the desired number, like {@link #scale(int,
   * Consumer)}.
   *
   * @param difference the number of workers to add; negative to remove workers
   * @param progress receives one line for each step
   * @return completes with the result when the workers serve or have exited
   */
  public CompletableFuture<Report> scaleBy(int difference, Consumer<String> progress) {
    return scaleBy(difference, false, progress);
  }

  /**
   * Changes the number of workers by a difference to the desired number, like {@link #scale(int,
   * Consumer)}.
   *
   * @param difference the number of workers to add; negative to remove workers
   * @param force whether to continue if there is not enough memory
   * @param progress receives one line for each step
   * @return completes with the result when the workers serve or have exited
   */
  public CompletableFuture<Report> scaleBy(
      int difference, boolean force, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Scale(difference, true, force), progress);
  }

  /**
   * Returns a future for the moment when the cluster serves.
   *
   * @param progress receives each note until then. Before the cluster has served for the first
   *     time, it receives all earlier notes first
   * @return completes when the desired number of workers serves ({@link
   *     ClusterStatus.State#RUNNING}), when the circuit breaker opens ({@code BROKEN}), or at the
   *     end ({@code STOPPED}), but not during a reload or stop. Cancel it to remove {@code
   *     progress}
   */
  public CompletableFuture<ClusterStatus> whenServing(Consumer<String> progress) {
    CompletableFuture<ClusterStatus> answer = new CompletableFuture<>();
    CompletableFuture<ClusterStatus> _ =
        answer.whenComplete((_, _) -> notifications.remove(progress));
    supervision.post(new SupervisorCommand.Watch(progress, answer));
    CompletableFuture<Void> _ = stopped.thenAccept(_ -> finish(progress, answer));
    return answer;
  }

  /** Called at the end, after the last note: the supervisor's thread takes no more requests. */
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
   * Stops all workers, whatever operation is in progress. A second call with {@code false} ends a
   * graceful stop at once.
   *
   * @param graceful whether workers drain, for at most {@link SupervisorOptions#drainTimeout};
   *     otherwise they are killed
   * @param progress receives one line for each step
   * @return completes with the result when all processes have ended
   */
  public CompletableFuture<Report> stop(boolean graceful, Consumer<String> progress) {
    return request(new SupervisorCommand.Order.Stop(graceful), progress);
  }

  private CompletableFuture<Report> request(
      SupervisorCommand.Order order, Consumer<String> progress) {
    CompletableFuture<Report> answer = new CompletableFuture<>();
    supervision.post(new SupervisorCommand.Request(order, progress, answer));
    CompletableFuture<Void> _ =
        stopped.thenAccept(
            answer::complete); // in case the supervisor ends before it reads the request
    return answer;
  }

  /**
   * Sends a message to the program of one worker, or of all. See {@link Worker#send(Object)}.
   *
   * @param worker the worker number, or null for all workers
   * @param message the value to send
   * @return the number of workers to which it was sent
   * @throws NoSuchElementException if there is no such worker
   * @throws IllegalArgumentException if the value cannot be sent; the message of the exception has
   *     the path of the part that cannot
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
   * Moves established connections from workers that have more than the mean to those that have
   * fewer: see {@link Cluster#rebalance}.
   *
   * @return completes with the number of connections that were asked to move
   */
  public CompletableFuture<Integer> rebalance() {
    return Cluster.rebalance();
  }

  /**
   * Sends a signal to a worker. A worker that exits because of it is replaced.
   *
   * @param worker the worker number
   * @param signal the signal
   * @throws NoSuchElementException if there is no such worker
   * @throws IOException if the operating system does not permit it
   */
  public void kill(int worker, Signal signal) throws IOException {
    boolean _ = worker(worker).kill(signal);
  }

  private Worker worker(int id) {
    Worker worker = supervision.workers().get(id);
    if (worker == null) {
      throw new NoSuchElementException(
          "there is no worker " + id + "; the cluster has " + supervision.workers().keySet());
    }
    return worker;
  }

  /**
   * Returns a future for the end of the supervisor.
   *
   * @return completes when all workers have exited after {@link #stop}; or, with {@link
   *     Report#succeeded} false, when the supervisor stops trying because no worker was ever ready
   */
  public CompletableFuture<Report> whenStopped() {
    return stopped.copy();
  }

  /**
   * Adds a listener for notes: one line for operators on each change in the cluster, such as {@code
   * worker 2 (4264) listens on port 8080}. Before the cluster has served for the first time, the
   * listener receives all earlier notes first.
   *
   * @param listener the listener
   */
  public void onNote(Consumer<String> listener) {
    notifications.add(listener);
  }

  /**
   * Follows the lines that workers write. They have no prefix, whatever the format of the log.
   *
   * @param last how many recent lines the listener receives first, at most 1000
   * @param listener the listener, called on a separate thread. If it is too slow, it misses lines,
   *     and receives a line with their number
   * @return removes the listener when it is closed
   */
  public AutoCloseable follow(int last, Consumer<LogLine> listener) {
    return logs.follow(last, listener);
  }

  /**
   * Returns the last lines that workers wrote. About 1000 are kept in memory.
   *
   * @param count the maximum number of lines
   * @return the lines, the oldest first
   */
  public List<LogLine> recentLines(int count) {
    return logs.recent(count);
  }
}
