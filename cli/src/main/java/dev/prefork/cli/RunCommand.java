package dev.prefork.cli;

import dev.prefork.cli.run.ClusterRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prefork run}: a cluster in the foreground. */
@Command(
    name = "run",
    customSynopsis = "prefork run [OPTIONS] [PROGRAM [ARGUMENTS...]]",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    description = {
      "Runs a cluster in the foreground: several workers that share the server ports of a"
          + " program.",
      "Workers that exit or become unresponsive are replaced. Ctrl-C drains and stops the"
          + " workers; a second Ctrl-C kills them.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the cluster was stopped by prefork stop or SIGTERM",
      "1:no worker became ready, or the program cannot be started",
      "2:invalid arguments or configuration",
      "130:interrupted by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prefork run app.jar                       one worker per processor",
      "  prefork run -w 4 app.jar --port 8080      four workers; --port 8080 is for the program",
      "  prefork run -w 2 Server.java              a source file",
      "  prefork run -cp 'lib/*' shop.Main         a main class",
      "  prefork run -p mods -m shop/shop.Main     a module",
      "  prefork run -J-Xmx256m app.jar            an option for the JVM of each worker",
      "  prefork run --ports 9010=exclude app.jar  port 9010 is not shared",
      "  prefork run                               the settings of prefork.yaml"
    })
final class RunCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  /**
   * Passed by prefork start, as the second word after "run". {@link Main} evaluates it before this
   * command exists.
   */
  static final String OWN_SESSION = "--own-session";

  @Option(names = OWN_SESSION, hidden = true)
  private boolean ownSession;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Mixin private ForceOption force = new ForceOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    return new ClusterRun(program.configuration(), program::read, err, ownSession)
        .run(force.given());
  }
}
