package dev.prefork.cli;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.Keys;
import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.ControlDirectory;
import dev.prefork.cli.control.ControlException;
import dev.prefork.cli.control.Request;
import dev.prefork.supervise.ClusterStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code prefork start}: a cluster in the background. */
@Command(
    name = "start",
    customSynopsis = "prefork start [OPTIONS] [PROGRAM [ARGUMENTS...]]",
    description = {
      "Runs a program as prefork run does, in the background: in a session of its own, which"
          + " outlives the terminal. Waits until all workers serve, or none will.",
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
  private static final String LEAVE_TERMINAL = "setsid";
  private static final long LOOK_MILLIS = 50;

  /** What workers write may be secret. */
  private static final FileAttribute<?> ONLY_US =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int MOST_LINES = 20;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Override
  public Integer call() throws IOException {
    Configuration wanted = program.configuration();
    String name = Blueprint.name(wanted);
    if (!wanted.value(Keys.CONTROL)) {
      throw misuse("a cluster in the background needs --control on: nothing else could stop it");
    }
    ControlDirectory sockets = Places.sockets();
    if (sockets.isAlive(name)) {
      throw new Failure(Codes.FAILED, ControlDirectory.taken(name));
    }
    Path logs = Files.createDirectories(Places.logs(), ONLY_US);
    Path own = logs.resolve(name + ".primary.log");
    List<String> more =
        wanted.given(Keys.LOG_FILE).isPresent()
            ? List.of()
            : List.of("--log-file", logs.resolve(name + ".log").toString());
    long before = Files.exists(own) ? Files.size(own) : 0;
    Process primary = launch(more, own);
    return await(primary, new ControlClient(sockets, name), own, before);
  }

  private Process launch(List<String> more, Path log) throws IOException {
    List<String> words = new ArrayList<>(List.of(LEAVE_TERMINAL));
    words.addAll(ThisCommand.java());
    words.add("run");
    words.addAll(more);
    words.addAll(argumentsAfterName());
    try {
      return new ProcessBuilder(words)
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new Failure(
          Codes.FAILED, "starting the primary failed (" + e.getMessage() + "); is there a setsid?");
    }
  }

  private List<String> argumentsAfterName() {
    List<String> all = new ArrayList<>(spec().root().commandLine().getParseResult().originalArgs());
    all.remove(spec().name()); // the first: what is before it are no options that go on
    return all;
  }

  private int await(Process primary, ControlClient client, Path log, long before)
      throws IOException {
    while (primary.isAlive()) {
      try {
        Answer answer = client.watch(new Request.Await(), this::progress);
        if (answer instanceof Answer.Status(ClusterStatus cluster)
            && cluster.pid() == primary.pid()) {
          return tell(cluster, log);
        }
        pause(primary); // it is over, and in a moment the process
      } catch (ControlException e) {
        pause(primary); // not there yet, or over: that is seen next
      }
    }
    throw new Failure(Codes.FAILED, "the cluster did not come up:\n" + tail(log, before));
  }

  private static void pause(Process primary) {
    try {
      boolean _ = primary.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int tell(ClusterStatus cluster, Path log) {
    if (cluster.phase() == ClusterStatus.Phase.RUNNING) {
      out()
          .println(
              "%s serves with %s (process %d)"
                  .formatted(cluster.name(), Texts.workers(cluster.wanted()), cluster.pid()));
      return Codes.OK;
    }
    StatusSheet.lines(cluster).forEach(out()::println);
    say("not all workers serve; " + log + " has more");
    return Codes.FAILED;
  }

  private static String tail(Path log, long before) throws IOException {
    try (InputStream said = Files.newInputStream(log)) {
      said.skipNBytes(before);
      List<String> lines = new String(said.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .skip(Math.max(0, lines.size() - MOST_LINES))
          .map(line -> "  | " + line.replaceFirst("^prefork: (  \\| )?", ""))
          .collect(Collectors.joining("\n"));
    }
  }
}
