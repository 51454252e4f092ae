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

/** The cluster of this process, from its start to its end. */
public final class ClusterRun {
  private final Configuration wanted;
  private final PrintWriter err;
  private final boolean background;
  private final SupervisorResponder responder;

  /**
   * Not started yet.
   *
   * @param background whether prefork start waits for it
   */
  public ClusterRun(
      Configuration wanted, Supplier<Configuration> again, PrintWriter err, boolean background) {
    this.wanted = wanted;
    this.background = background;
    this.err = err;
    this.responder = new SupervisorResponder(wanted, again);
  }

  /** Returns the command's code when all workers have ended. */
  public int run(boolean force) throws IOException {
    Configuration.suspicions(System.getenv()).forEach(this::say);
    SupervisorOptions options = OptionsMapper.options(wanted);
    try (ControlServer _ = open(options.name())) {
      Supervisor supervisor = Supervisor.start(options, force);
      supervisor.onNote(this::say);
      responder.serve(supervisor);
      BooleanSupplier interrupted = Signals.handle(supervisor, this::reload);
      Report end = supervisor.whenStopped().join();
      if (background) {
        responder.awaitStarter(); // it has asked, unless this end was very quick
      }
      return code(end, interrupted.getAsBoolean());
    }
  }

  private @Nullable ControlServer open(String name) throws IOException {
    return wanted.value(Keys.CONTROL)
        ? ControlServer.open(RuntimeDirectories.sockets(), name, responder)
        : null;
  }

  /** As the command does, with nobody to tell but the log. */
  private void reload() {
    var _ =
        responder.respond(
            new Request.Reload(null, false),
            answer -> {
              switch (answer) {
                case Answer.Refused(String reason) -> say(reason);
                case Answer.Done(Report report) -> say(report.summary());
                default -> {} // progress is noted anyway
              }
            });
  }

  private int code(Report end, boolean interrupted) {
    if (!end.succeeded()) {
      say(end.summary()); // what the last worker wrote is above, unless it went to a file
      if (wanted.given(Keys.LOG_FILE).isPresent()) {
        end.lastLines().forEach(line -> say("  | " + line));
      }
      return ExitCodes.FAILED;
    }
    say(end.summary() + "; connections: " + Format.ledger(end.ledger()));
    return interrupted ? ExitCodes.INTERRUPTED : ExitCodes.OK;
  }

  private void say(String line) {
    err.println("prefork: " + TerminalText.plain(line));
    err.flush();
  }
}
