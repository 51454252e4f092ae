package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import dev.prefork.internal.host.WorkingDirectory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prefork reload}. */
@Command(
    name = "reload",
    description = {
      "Replaces the workers one after the other.",
      "Starts a new worker, and stops the old one when the new one is ready. If a new"
          + " worker fails, the reload is rolled back, and the old workers keep serving. Reads"
          + " the configuration file again.",
      ""
    },
    exitCodeList = {
      "0:all workers were replaced",
      "1:the reload failed and was rolled back, or another operation is in progress",
      "2:invalid arguments",
      "3:no such cluster"
    },
    footer = {
      "  prefork reload                       run the present file of the program",
      "  prefork reload shop --app app-2.jar  run another version"
    })
final class ReloadCommand extends ChangeCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Mixin private final ForceOption force = new ForceOption();

  @Option(
      names = "--app",
      paramLabel = "FILE",
      description = "Run this .jar or .java file from now on, with the same arguments.")
  private @Nullable String app;

  @Override
  public Integer call() throws IOException {
    String absolute = app == null ? null : WorkingDirectory.resolve(app);
    return change(cluster::choose, new Request.Reload(absolute, force.given()));
  }
}
