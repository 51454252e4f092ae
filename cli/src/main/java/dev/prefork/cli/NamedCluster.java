package dev.prefork.cli;

import dev.prefork.cli.control.ControlClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The parameter that names the cluster of a command; not needed if there is only one cluster. */
final class NamedCluster {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The name of the cluster. Default: the only cluster.")
  private @Nullable String name;

  ControlClient choose() throws IOException {
    return Clusters.choose(name);
  }
}
