package dev.prefork.cli;

import picocli.CommandLine.Option;

/** The option {@code --force} of the commands that start workers. */
final class ForceOption {
  @Option(
      names = "--force",
      description =
          "Start workers even if there seems to be too little memory for all of them, until memory"
              + " runs short.")
  private boolean force;

  boolean given() {
    return force;
  }
}
