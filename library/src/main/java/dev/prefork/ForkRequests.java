package dev.prefork;

import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.internal.launch.Executable;
import dev.prefork.internal.launch.JavaCommand;
import dev.prefork.internal.launch.JvmSettings;
import dev.prefork.internal.launch.WorkerCommand;
import dev.prefork.internal.primary.ForkOptions;
import dev.prefork.internal.primary.ForkRequest;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Converts settings to a request to fork one worker. */
final class ForkRequests {
  private ForkRequests() {}

  static ForkRequest of(
      Settings settings, Map<String, String> environment, List<String> jvmOptions) {
    Executable executable =
        new Executable(settings.exec(), settings.classPath(), settings.execArgv(), settings.args());
    JavaCommand command = executable.command(JavaCommand::ofThisProcess);
    return new ForkRequest(
        command,
        jvm(settings, command, environment, jvmOptions),
        environment,
        settings.cwd(),
        stdio(settings),
        options(settings));
  }

  private static JvmSettings jvm(
      Settings settings,
      JavaCommand command,
      Map<String, String> environment,
      List<String> jvmOptions) {
    List<String> given = settings.execArgv();
    List<String> all = new ArrayList<>(given == null ? List.of() : given);
    all.addAll(jvmOptions);
    JvmSettings jvm = new JvmSettings(all, null);
    IntSupplier ports = settings.inspectPort();
    if (ports == null || !isDebugged(command, jvm, environment)) {
      return jvm;
    }
    return new JvmSettings(jvm.arguments(), SettingChecks.port(ports.getAsInt()));
  }

  private static boolean isDebugged(
      JavaCommand command, JvmSettings jvm, Map<String, String> environment) {
    Map<String, String> inherited = new HashMap<>(System.getenv());
    inherited.putAll(environment);
    return WorkerCommand.listensForDebugger(command, jvm, inherited);
  }

  private static List<Redirect> stdio(Settings settings) {
    @Nullable List<Redirect> chosen = settings.stdio();
    if (chosen != null) {
      return chosen.stream().map(ForkRequests::absolute).toList();
    }
    Redirect each = settings.silent() ? Redirect.PIPE : Redirect.INHERIT;
    return List.of(each, each, each);
  }

  private static Redirect absolute(Redirect redirect) {
    File file = redirect.file();
    if (file == null || file.isAbsolute()) {
      return redirect;
    }
    File absolute = WorkingDirectory.resolve(file.toPath()).toFile();
    return switch (redirect.type()) {
      case READ -> Redirect.from(absolute);
      case WRITE -> Redirect.to(absolute);
      case APPEND -> Redirect.appendTo(absolute);
      case PIPE, INHERIT -> redirect;
    };
  }

  private static ForkOptions options(Settings settings) {
    return new ForkOptions(
        settings.disconnectGrace(),
        settings.threadGrace(),
        settings.serialization(),
        settings.maxQueued(),
        settings.maxConnections(),
        settings.dropMaxConnections(),
        settings.ports(),
        settings.moveConnections(),
        settings.held(),
        settings.uid(),
        settings.gid());
  }
}
