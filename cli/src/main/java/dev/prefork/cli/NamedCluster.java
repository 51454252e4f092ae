package dev.prefork.cli;

import dev.prefork.cli.control.ControlClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The one cluster that a command is about, which need not be named if there is no other. */
final class NamedCluster {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which cluster.")
  private @Nullable String name;

  ControlClient choose() throws IOException {
    return Clusters.choose(name);
  }
}
