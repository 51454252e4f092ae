package dev.prefork.cli;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.Flags;
import dev.prefork.cli.control.ControlException;
import dev.prefork.cli.run.CommandFailure;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.run.Faults;
import dev.prefork.cli.text.CommandLogging;
import dev.prefork.internal.supervisor.logs.TerminalText;
import dev.prefork.supervisor.Signals;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of the {@code prefork} command. */
@Command(
    name = "prefork",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      StartCommand.class,
      CheckCommand.class,
      LsCommand.class,
      StatusCommand.class,
      TopCommand.class,
      LogsCommand.class,
      ReloadCommand.class,
      RestartCommand.class,
      ScaleCommand.class,
      RebalanceCommand.class,
      StopCommand.class,
      KillCommand.class,
      SendCommand.class,
      CompletionCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Runs a program in several JVMs that share its server ports, and keeps them alive.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prefork run -w 4 app.jar      run in the foreground, until Ctrl-C",
      "  prefork start -w 4 app.jar    run in the background",
      "  prefork status                show the cluster and its workers",
      "  prefork reload                replace the workers without losing a request"
    })
public final class Main {
  private static final List<String> PROGRAM_COMMANDS = List.of("run", "start", "check");

  private Main() {}

  /**
   * Runs the command and exits with its code: 0 if it succeeded, 1 if it failed, 2 for invalid
   * arguments, 3 if the cluster is not running.
   *
   * @param args the arguments of the command
   */
  public static void main(String[] args) {
    if (args.length > 1 && args[1].equals(RunCommand.OWN_SESSION)) {
      boolean _ = Signals.detachFromTerminal(); // at once: the terminal may close meanwhile
    }
    CommandLogging.enable();
    System.exit(commandLine().execute(args.length == 0 ? new String[] {"--help"} : args));
  }

  /** The command with its subcommands and options. */
  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main());
    command.setStopAtPositional(true); // the rest are arguments of the program
    command.getSubcommands().values().forEach(Main::prepare);
    command.setParameterExceptionHandler((fault, _) -> report(fault, fault.getCommandLine()));
    command.setExecutionExceptionHandler((fault, failed, _) -> report(fault, failed));
    return command;
  }

  private static void prepare(CommandLine command) {
    if (PROGRAM_COMMANDS.contains(command.getCommandName())) {
      Flags.addTo(command.getCommandSpec());
    } else {
      command.setStopAtPositional(false);
      // in "scale -1", -1 is not an option
      command.setUnmatchedOptionsArePositionalParams(command.getCommandName().equals("scale"));
    }
  }

  /** The version that the build has written into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"prefork " + (version == null ? "(not built by Maven)" : version)};
    }
  }

  /** Prints an error as one line or a few, without a stack trace and without the usage. */
  private static int report(Exception fault, CommandLine command) {
    PrintWriter err = command.getErr();
    message(fault).lines().forEach(line -> err.println("prefork: " + TerminalText.plain(line)));
    return switch (fault) {
      case ParameterException _ -> {
        err.println(
            "prefork: for help, run " + command.getCommandSpec().qualifiedName() + " --help");
        Configuration.misspelledVariables(System.getenv())
            .forEach(line -> err.println("prefork: " + line));
        yield ExitCodes.USAGE;
      }
      case CommandFailure failure -> failure.code();
      case ControlException.NotRunning _ -> ExitCodes.NOT_RUNNING;
      default -> ExitCodes.FAILED;
    };
  }

  private static String message(Exception fault) {
    String message = Faults.text(fault);
    if (fault instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return message + "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    return message;
  }
}
