package dev.prefork.cli.run;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.ConfigurationException;
import dev.prefork.cli.config.Key;
import dev.prefork.cli.config.Keys;
import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.Protocol;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.control.Responder;
import dev.prefork.model.Signal;
import dev.prefork.supervisor.Supervisor;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.LogLine;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.Sizing;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries out commands from the control socket by calling the supervisor. */
final class SupervisorResponder implements Responder {
  /** The command that started this cluster tries to connect twenty times a second. */
  private static final long STARTER_SECONDS = 5;

  /** The settings that a reload reads again. All others are fixed at the start. */
  private static final Set<Key<?>> RELOADED =
      Set.of(
          Keys.PROGRAM,
          Keys.ARGUMENTS,
          Keys.CLASS_PATH,
          Keys.MODULE,
          Keys.MODULE_PATH,
          Keys.JVM,
          Keys.CWD,
          Keys.MOVE_CONNECTIONS,
          Keys.MAX_OPEN,
          Keys.WARM_UP_REQUESTS,
          Keys.WARM_UP_LIMIT,
          Keys.WARM_UP_REQUIRED,
          Keys.WORKERS);

  private final Configuration start;
  private final Supplier<Configuration> again;
  private final CompletableFuture<Supervisor> supervisor = new CompletableFuture<>();

  private final CountDownLatch awaited = new CountDownLatch(1);

  /** The number of workers in the configuration of the last successful reload. */
  private volatile Optional<Integer> workers;

  /** The program of the last successful reload that named one with --app. */
  private volatile @Nullable String app;

  /**
   * Requests wait until {@link #serve} is called.
   *
   * @param start the configuration at the start
   * @param again reads the configuration again
   */
  SupervisorResponder(Configuration start, Supplier<Configuration> again) {
    this.start = start;
    this.again = again;
    this.workers = start.given(Keys.WORKERS);
  }

  void serve(Supervisor running) {
    supervisor.complete(running);
  }

  /** Gives the command that started this cluster time to ask how the start ended. */
  void awaitStarter() {
    try {
      boolean _ = awaited.await(STARTER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public AutoCloseable respond(Request request, Consumer<Answer> answers) {
    try {
      return respond(supervisor.join(), request, answers);
    } catch (NoSuchElementException | IllegalArgumentException | IOException e) {
      answers.accept(new Answer.Refused(Faults.text(e)));
    } catch (ConfigurationException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      answers.accept(new Answer.Refused(first));
    }
    return SupervisorResponder::nothing;
  }

  private AutoCloseable respond(Supervisor running, Request request, Consumer<Answer> answers)
      throws IOException {
    Consumer<String> progress = line -> answers.accept(new Answer.Progress(line));
    switch (request) {
      case Request.Status() -> answers.accept(new Answer.Status(running.status()));
      case Request.Await() -> {
        awaited.countDown();
        return await(running, progress, answers);
      }
      case Request.Reload reload -> reload(running, reload, progress, answers);
      case Request.Restart(boolean force) -> report(running.restart(force, progress), answers);
      case Request.Scale(int number, boolean relative, boolean force) ->
          report(
              relative
                  ? running.scaleBy(number, force, progress)
                  : running.scale(number, force, progress),
              answers);
      case Request.Rebalance() -> {
        CompletableFuture<Void> _ =
            running.rebalance().thenAccept(count -> answers.accept(new Answer.Moving(count)));
      }
      case Request.Stop(boolean now) -> report(running.stop(!now, progress), answers);
      case Request.Kill(int worker, int number) -> {
        running.kill(worker, signal(number));
        answers.accept(new Answer.Sent(1));
      }
      case Request.Send(var worker, var message) ->
          answers.accept(new Answer.Sent(running.send(worker, Protocol.plain(message))));
      case Request.Logs(int count, boolean follow) -> {
        return logs(running, count, follow, answers);
      }
    }
    return SupervisorResponder::nothing;
  }

  private static void nothing() {}

  private static void report(CompletableFuture<Report> report, Consumer<Answer> answers) {
    CompletableFuture<Void> _ = report.thenAccept(end -> answers.accept(new Answer.Done(end)));
  }

  private static Signal signal(int number) {
    Signal signal = Signal.of(number);
    if (signal == null) {
      throw new IllegalArgumentException("unknown signal number " + number);
    }
    return signal;
  }

  private static AutoCloseable await(
      Supervisor running, Consumer<String> progress, Consumer<Answer> answers) {
    CompletableFuture<ClusterStatus> serving = running.whenServing(progress);
    CompletableFuture<Void> _ =
        serving.thenAccept(
            seen ->
                answers.accept(
                    seen.state() == ClusterStatus.State.STOPPED
                        ? new Answer.Done(running.whenStopped().join())
                        : new Answer.Status(seen)));
    return () -> serving.cancel(false);
  }

  private void reload(
      Supervisor running,
      Request.Reload request,
      Consumer<String> progress,
      Consumer<Answer> answers) {
    Configuration now = again.get();
    OptionsMapper.check(now);
    String named = request.app() == null ? app : request.app();
    ProgramSpec program = named == null ? ProgramSpec.of(now) : ProgramSpec.of(now).inPlace(named);
    program.check();
    reportUnchanged(now, progress);
    CompletableFuture<Report> report =
        running.reload(
            settings -> OptionsMapper.settings(now, program, settings),
            OptionsMapper.warmUpRequests(now),
            otherNumber(now),
            request.force(),
            progress);
    report(report.thenApply(end -> remember(named, now, end)), answers);
  }

  /** Keeps the number that a command has set, unless the configuration has changed since. */
  private @Nullable Integer otherNumber(Configuration now) {
    Optional<Integer> number = now.given(Keys.WORKERS);
    return number.equals(workers) ? null : number.orElseGet(() -> Sizing.ofThisProcess().workers());
  }

  private Report remember(@Nullable String named, Configuration now, Report end) {
    if (end.succeeded()) {
      app = named;
      workers = now.given(Keys.WORKERS);
    }
    return end;
  }

  private void reportUnchanged(Configuration now, Consumer<String> progress) {
    String names =
        start.differences(now).stream()
            .filter(key -> !RELOADED.contains(key))
            .map(Key::name)
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      progress.accept("changed, but applied only at the next start: " + names);
    }
  }

  private static AutoCloseable logs(
      Supervisor running, int count, boolean follow, Consumer<Answer> answers) {
    if (follow) {
      AutoCloseable following =
          running.follow(count, line -> answers.accept(new Answer.Line(line)));
      CompletableFuture<Void> _ =
          running.whenStopped().thenRun(() -> answers.accept(new Answer.End()));
      return following;
    }
    for (LogLine line : running.recentLines(count)) {
      answers.accept(new Answer.Line(line));
    }
    answers.accept(new Answer.End());
    return SupervisorResponder::nothing;
  }
}
