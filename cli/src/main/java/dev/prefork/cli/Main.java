package dev.prefork.cli;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.Flags;
import dev.prefork.cli.control.ControlException;
import dev.prefork.cli.run.CommandFailure;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.run.Faults;
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
      StopCommand.class,
      KillCommand.class,
      SendCommand.class,
      CompletionCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "Runs several JVM workers on the same server ports, and keeps them alive.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prefork run -w 4 app.jar      in the foreground, until Ctrl-C",
      "  prefork start -w 4 app.jar    in the background",
      "  prefork status                how it is",
      "  prefork reload                new workers, without losing a request"
    })
public final class Main {
  private static final List<String> PROGRAM_COMMANDS = List.of("run", "start", "check");

  private Main() {}

  /**
   * Runs the command and ends the process with its exit code: 0 when all went well, 1 when it did
   * not, 2 for arguments that make no sense, 3 for a cluster that does not run.
   *
   * @param args the arguments of the command
   */
  public static void main(String[] args) {
    if (args.length > 1 && args[1].equals(RunCommand.OWN_SESSION)) {
      boolean _ =
          Signals.detachFromTerminal(); // first of all: the terminal may be closed meanwhile
    }
    OwnLogging.choose();
    System.exit(commandLine().execute(args.length == 0 ? new String[] {"--help"} : args));
  }

  /** The command with all its options. */
  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main());
    command.setStopAtPositional(true); // what follows the program is the program's
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
      // "scale -1": what is no option may be a number
      command.setUnmatchedOptionsArePositionalParams(command.getCommandName().equals("scale"));
    }
  }

  /** What the build has written into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"prefork " + (version == null ? "(not built by Maven)" : version)};
    }
  }

  /** A user's mistake has no stack trace, and its message is not lost above a page of usage. */
  private static int report(Exception fault, CommandLine command) {
    PrintWriter err = command.getErr();
    message(fault).lines().forEach(line -> err.println("prefork: " + TerminalText.plain(line)));
    return switch (fault) {
      case ParameterException _ -> {
        err.println("prefork: see " + command.getCommandSpec().qualifiedName() + " --help");
        Configuration.suspicions(System.getenv()).forEach(line -> err.println("prefork: " + line));
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
