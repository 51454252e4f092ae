package dev.prefork.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The entry point of the {@code prefork} command. */
@Command(
    name = "prefork",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = RunCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Runs several JVM workers on the same server ports.")
public final class Main {
  private Main() {}

  /**
   * Runs the command and ends the process with its exit code: 0 when all went well, 1 when it did
   * not, 2 for arguments that make no sense.
   *
   * @param args the arguments of the command
   */
  public static void main(String[] args) {
    // one line for each message of the library's, as a command's messages are
    System.setProperty("java.util.logging.SimpleFormatter.format", "prefork: %5$s%n");
    CommandLine command = new CommandLine(new Main());
    command.setStopAtPositional(true); // what follows the program is the program's
    command.setParameterExceptionHandler((fault, wrong) -> report(fault, fault.getCommandLine()));
    command.setExecutionExceptionHandler((fault, failed, result) -> report(fault, failed));
    System.exit(command.execute(args.length == 0 ? new String[] {"--help"} : args));
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
    err.println("prefork: " + fault.getMessage());
    if (fault instanceof ParameterException) {
      err.println("prefork: see " + command.getCommandSpec().qualifiedName() + " --help");
      return CommandLine.ExitCode.USAGE;
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
