package dev.prefork.cli;

import picocli.CommandLine.Option;

/** {@code --force}, of the commands that start workers. */
final class ForceOption {
  @Option(
      names = "--force",
      description =
          "Goes on if there seems to be not enough memory for the workers. They are started until"
              + " memory runs short.")
  private boolean force;

  boolean given() {
    return force;
  }
}
