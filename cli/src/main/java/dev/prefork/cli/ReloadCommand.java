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
      "Replaces the workers by new ones, one after the other: a new worker is started, and when it"
          + " is ready an old one is stopped. If a new one does not come up, all is undone and the"
          + " old ones serve on. The configuration file is read again.",
      ""
    },
    exitCodeList = {
      "0:all workers are new",
      "1:it failed, and the old workers serve; or another reload is under way",
      "2:the arguments make no sense",
      "3:there is no such cluster"
    },
    footer = {
      "  prefork reload                      the same program, as its file is now",
      "  prefork reload shop --app app-2.jar another version"
    })
final class ReloadCommand extends ChangeCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Mixin private final ForceOption force = new ForceOption();

  @Option(
      names = "--app",
      paramLabel = "FILE",
      description = "The program from now on: a .jar or a .java file, with the same arguments.")
  private @Nullable String app;

  @Override
  public Integer call() throws IOException {
    String absolute = app == null ? null : WorkingDirectory.resolve(app);
    return change(cluster::choose, new Request.Reload(absolute, force.given()));
  }
}
