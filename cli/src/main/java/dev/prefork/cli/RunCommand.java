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
      "Runs a program in several workers that share its server ports, and replaces a worker that"
          + " dies or hangs. Ctrl-C ends all of them; a second Ctrl-C at once.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it was asked to stop, by prefork stop or SIGTERM",
      "1:no worker came to listen on a port, or the program cannot be started",
      "2:the arguments or the configuration make no sense",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prefork run app.jar                   one worker per processor",
      "  prefork run -w 4 app.jar --port 8080  four workers, each run as: java -jar app.jar --port"
          + " 8080",
      "  prefork run -w 2 Server.java          a source file",
      "  prefork run -cp 'lib/*' shop.Main     a class",
      "  prefork run -p mods -m shop/shop.Main a module",
      "  prefork run -J-Xmx256m app.jar        with an option for each worker's JVM",
      "  prefork run --ports 9010=exclude app.jar  port 9010 is each worker's own business",
      "  prefork run                           what prefork.yaml says"
    })
final class RunCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  /**
   * Given by prefork start. Second of all words, behind "run": {@link Main} has done it before this
   * command is made.
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
