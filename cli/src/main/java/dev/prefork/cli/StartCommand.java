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
      "Runs a cluster in the background, in its own session, which outlives the terminal.",
      "Waits until all workers serve or have failed, for at most four times"
          + " --start-timeout plus 1m.",
      "",
      "The output of workers goes to NAME.log, which is rotated (--log-rotate-at,"
          + " --log-keep), and the messages of the primary to NAME.primary.log, in"
          + " $XDG_STATE_HOME/prefork or ~/.prefork/log.",
      ""
    },
    exitCodeList = {
      "0:all workers serve",
      "1:the cluster failed, with its last lines",
      "2:invalid arguments or configuration"
    },
    footer = {
      "  prefork start -w 4 app.jar --port 8080",
      "  prefork start -n shop -J-Xmx256m app.jar",
      "  prefork start -c /etc/shop/prefork.yaml"
    })
final class StartCommand extends ClusterCommand {
  /** The output of workers may be confidential. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final Duration MARGIN = Duration.ofMinutes(1);

  @Mixin private ProgramOptions program = new ProgramOptions();

  @SuppressWarnings("unused") // prefork run reads it
  @Mixin
  private ForceOption force = new ForceOption();

  @Override
  public Integer call() throws IOException {
    Configuration configuration = program.configuration();
    String name = OptionsMapper.name(configuration);
    if (!configuration.value(Keys.CONTROL)) {
      throw misuse(
          "--control off is not possible with prefork start: use prefork run, or --control on");
    }
    ControlDirectory sockets = RuntimeDirectories.sockets();
    if (sockets.isAlive(name)) {
      throw new CommandFailure(ExitCodes.FAILED, ControlDirectory.taken(name));
    }
    Path logs = directory(RuntimeDirectories.logs());
    Path own = logs.resolve(name + ".primary.log");
    List<String> more =
        configuration.given(Keys.LOG_FILE).isPresent()
            ? List.of()
            : List.of("--log-file", logs.resolve(name + ".log").toString());
    long start = Files.exists(own) ? Files.size(own) : 0;
    Process primary = launch(more, own);
    StartupWatch watch =
        new StartupWatch(primary, new ControlClient(sockets, name), this::progress);
    return switch (watch.await(limit(configuration.value(Keys.START_TIMEOUT)))) {
      case StartupWatch.Outcome.Settled(var cluster) -> print(cluster, own);
      case StartupWatch.Outcome.Ended(var report) -> throw failed(name, cause(report));
      case StartupWatch.Outcome.Exited _ ->
          throw failed(name, "\n" + watch.newLogLines(own, start));
      case StartupWatch.Outcome.TimedOut(var limit) -> throw timedOut(name, limit, own);
    };
  }

  private static Path directory(Path logs) {
    try {
      return Files.createDirectories(logs, OWNER_ONLY);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCodes.FAILED,
          ("creating the log directory %s failed (%s): set XDG_STATE_HOME to a directory"
                  + " that you own")
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
    all.remove(spec().name()); // the first one; options before it do not apply to run
    return all;
  }

  /** Enough for three attempts to start a worker, and a fourth of reserve. */
  private static Duration limit(Duration startTimeout) {
    return startTimeout.multipliedBy(4).plus(MARGIN);
  }

  private static String cause(Report end) {
    if (end.succeeded()) {
      return " it was stopped before all workers served";
    }
    String lines =
        end.lastLines().stream().map(line -> "\n  | " + line).collect(Collectors.joining());
    return " " + end.summary() + lines;
  }

  private static CommandFailure failed(String name, String cause) {
    return new CommandFailure(ExitCodes.FAILED, "starting cluster '" + name + "' failed:" + cause);
  }

  private static CommandFailure timedOut(String name, Duration limit, Path log) {
    return new CommandFailure(
        ExitCodes.FAILED,
        ("cluster '%s' does not serve after %s and keeps trying: see prefork status %s"
                + " and %s, or run prefork stop %s")
            .formatted(name, HumanDuration.text(limit), name, log, name));
  }

  private int print(ClusterStatus cluster, Path log) {
    if (cluster.state() == ClusterStatus.State.RUNNING) {
      out()
          .println(
              "%s is running with %s (pid %d)"
                  .formatted(cluster.name(), Format.workers(cluster.desired()), cluster.pid()));
      return ExitCodes.OK;
    }
    StatusView.lines(cluster, Width.ofOutput()).forEach(out()::println);
    printError("not all workers serve: see " + log);
    return ExitCodes.FAILED;
  }
}
