package dev.prefork.cli;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.HumanDuration;
import dev.prefork.cli.config.Keys;
import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.ControlDirectory;
import dev.prefork.cli.run.CommandFailure;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.run.OptionsMapper;
import dev.prefork.cli.run.RuntimeDirectories;
import dev.prefork.cli.text.Format;
import dev.prefork.cli.text.StatusView;
import dev.prefork.cli.text.Width;
import dev.prefork.internal.host.IoReason;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code prefork start}: a cluster in the background. */
@Command(
    name = "start",
    customSynopsis = "prefork start [OPTIONS] [PROGRAM [ARGUMENTS...]]",
    description = {
      "Runs a program as prefork run does, in the background: in a session of its own, which"
          + " outlives the terminal. Waits until all workers serve or it is clear that they will"
          + " not, four times --start-timeout and a minute at most.",
      "",
      "What workers write goes to NAME.log and what the primary says to NAME.primary.log, in"
          + " XDG_STATE_HOME/prefork or ~/.prefork/log. The first is begun anew when it is full"
          + " (--log-rotate-at, --log-keep).",
      ""
    },
    exitCodeList = {
      "0:it serves",
      "1:it does not; what it said is shown",
      "2:the arguments or the configuration make no sense"
    },
    footer = {
      "  prefork start -w 4 app.jar --port 8080",
      "  prefork start -n shop -J-Xmx256m app.jar",
      "  prefork start -c /etc/shop/prefork.yaml"
    })
final class StartCommand extends ClusterCommand {
  /** What workers write may be secret. */
  private static final FileAttribute<?> ONLY_US =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final String FAILED = "the cluster did not come up";

  @Mixin private ProgramOptions program = new ProgramOptions();

  @SuppressWarnings("unused") // prefork run reads it
  @Mixin
  private ForceOption force = new ForceOption();

  @Override
  public Integer call() throws IOException {
    Configuration wanted = program.configuration();
    String name = OptionsMapper.name(wanted);
    if (!wanted.value(Keys.CONTROL)) {
      throw misuse("a cluster in the background needs --control on: nothing else could stop it");
    }
    ControlDirectory sockets = RuntimeDirectories.sockets();
    if (sockets.isAlive(name)) {
      throw new CommandFailure(ExitCodes.FAILED, ControlDirectory.taken(name));
    }
    Path logs = directory(RuntimeDirectories.logs());
    Path own = logs.resolve(name + ".primary.log");
    List<String> more =
        wanted.given(Keys.LOG_FILE).isPresent()
            ? List.of()
            : List.of("--log-file", logs.resolve(name + ".log").toString());
    long before = Files.exists(own) ? Files.size(own) : 0;
    Process primary = launch(more, own);
    Arrival arrival = new Arrival(primary, new ControlClient(sockets, name), this::progress);
    return switch (arrival.await(patience(wanted.value(Keys.START_TIMEOUT)))) {
      case Arrival.Outcome.Decided(var cluster) -> tell(cluster, own);
      case Arrival.Outcome.Over(var report) ->
          throw new CommandFailure(ExitCodes.FAILED, cause(report));
      case Arrival.Outcome.Ended _ ->
          throw new CommandFailure(ExitCodes.FAILED, FAILED + ":\n" + arrival.untold(own, before));
      case Arrival.Outcome.Overdue(var waited) -> throw overdue(name, waited, own);
    };
  }

  private static Path directory(Path logs) {
    try {
      return Files.createDirectories(logs, ONLY_US);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCodes.FAILED,
          "making the directory for logs failed: %s: %s; set XDG_STATE_HOME to a directory of yours"
              .formatted(logs, IoReason.of(e)));
    }
  }

  private Process launch(List<String> more, Path log) throws IOException {
    List<String> words = new ArrayList<>(ThisCommand.java());
    words.addAll(List.of("run", RunCommand.OWN_SESSION));
    words.addAll(more);
    words.addAll(argumentsAfterName());
    try {
      return new ProcessBuilder(words)
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "starting the primary failed: " + e.getMessage());
    }
  }

  private List<String> argumentsAfterName() {
    List<String> all = new ArrayList<>(spec().root().commandLine().getParseResult().originalArgs());
    all.remove(spec().name()); // the first: what is before it are no options that go on
    return all;
  }

  /** Three attempts, each with its boot time; one time more for all else. */
  private static Duration patience(Duration boot) {
    return boot.multipliedBy(4).plus(MARGIN);
  }

  private static String cause(Report end) {
    if (end.succeeded()) {
      return FAILED + ": it was stopped before it served";
    }
    String lines =
        end.lastLines().stream().map(line -> "\n  | " + line).collect(Collectors.joining());
    return FAILED + ": " + end.summary() + lines;
  }

  private static CommandFailure overdue(String name, Duration waited, Path log) {
    return new CommandFailure(
        ExitCodes.FAILED,
        "%s has not come up within %s; it goes on trying: see prefork status %s and %s, or end it by prefork stop %s"
            .formatted(name, HumanDuration.text(waited), name, log, name));
  }

  private int tell(ClusterStatus cluster, Path log) {
    if (cluster.state() == ClusterStatus.State.RUNNING) {
      out()
          .println(
              "%s serves with %s (process %d)"
                  .formatted(cluster.name(), Format.workers(cluster.desired()), cluster.pid()));
      return ExitCodes.OK;
    }
    StatusView.lines(cluster, Width.ofOutput()).forEach(out()::println);
    say("not all workers serve; " + log + " has more");
    return ExitCodes.FAILED;
  }
}
