package dev.prefork.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of the {@code prefork} command. */
@Command(
    name = "prefork",
    mixinStandardHelpOptions = true,
    description = "Runs several JVM workers on the same server ports.")
public final class Main implements Runnable {

  private Main() {}

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args the arguments of the command
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
