package dev.prefork.cli.run;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.Keys;
import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.ControlServer;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.text.Format;
import dev.prefork.internal.supervisor.logs.TerminalText;
import dev.prefork.supervisor.Signals;
import dev.prefork.supervisor.Supervisor;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the cluster of this process, from its start to its end. */
public final class ClusterRun {
  private final Configuration configuration;
  private final PrintWriter err;
  private final boolean background;
  private final SupervisorResponder responder;

  /**
   * Prepares the cluster, and does not start it.
   *
   * @param reread reads the configuration again, for a reload
   * @param background whether prefork start waits for it
   */
  public ClusterRun(
      Configuration configuration,
      Supplier<Configuration> reread,
      PrintWriter err,
      boolean background) {
    this.configuration = configuration;
    this.background = background;
    this.err = err;
    this.responder = new SupervisorResponder(configuration, reread);
  }

  /** Returns the exit code when all workers have exited. */
  public int run(boolean force) throws IOException {
    Configuration.misspelledVariables(System.getenv()).forEach(this::log);
    SupervisorOptions options = OptionsMapper.options(configuration);
    try (ControlServer _ = open(options.name())) {
      Supervisor supervisor = Supervisor.start(options, force);
      supervisor.onNote(this::log);
      responder.serve(supervisor);
      BooleanSupplier interrupted = Signals.handle(supervisor, this::reload);
      Report end = supervisor.whenStopped().join();
      if (background) {
        responder.awaitStarter(); // which asks for the result
      }
      return code(end, interrupted.getAsBoolean());
    }
  }

  private @Nullable ControlServer open(String name) throws IOException {
    return configuration.value(Keys.CONTROL)
        ? ControlServer.open(RuntimeDirectories.sockets(), name, responder)
        : null;
  }

  /** Reloads on SIGHUP, and logs the result. */
  private void reload() {
    var _ =
        responder.respond(
            new Request.Reload(null, false),
            answer -> {
              switch (answer) {
                case Answer.Refused(String reason) -> log(reason);
                case Answer.Done(Report report) -> log(report.summary());
                default -> {} // the supervisor logs progress anyway
              }
            });
  }

  private int code(Report end, boolean interrupted) {
    if (!end.succeeded()) {
      log(end.summary()); // the output of the last worker is above, unless it went to a file
      if (configuration.given(Keys.LOG_FILE).isPresent()) {
        end.lastLines().forEach(line -> log("  | " + line));
      }
      return ExitCodes.FAILED;
    }
    log(end.summary() + "; connections: " + Format.ledger(end.ledger()));
    return interrupted ? ExitCodes.INTERRUPTED : ExitCodes.OK;
  }

  private void log(String line) {
    err.println("prefork: " + TerminalText.plain(line));
    err.flush();
  }
}
