package dev.prefork.cli;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.Keys;
import dev.prefork.cli.control.Protocol;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.run.OptionsMapper;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prefork check}. */
@Command(
    name = "check",
    customSynopsis = "prefork check [OPTIONS] [PROGRAM [ARGUMENTS...]]",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    description = {
      "Says whether a cluster could be started so: the configuration makes sense, the program is"
          + " there and has a main class. Shows what would count. Starts nothing.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it could", "2:it could not, with a line for each reason"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  prefork check                       what prefork.yaml says",
      "  prefork check -c shop.yaml --json",
      "  prefork check -w 4 app.jar"
    })
final class CheckCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Configuration wanted = program.configuration();
    SupervisorOptions options = OptionsMapper.options(wanted);
    Map<String, String> values = new LinkedHashMap<>();
    Keys.ALL.forEach(key -> values.put(key.name(), wanted.text(key).orElse("")));
    values.put(Keys.NAME.name(), options.name());
    values.put(Keys.WORKERS.name(), String.valueOf(options.workers()));
    values.values().removeIf(String::isEmpty);
    if (json) {
      spec.commandLine().getOut().println(Protocol.pretty(values));
    } else {
      values.forEach((key, text) -> spec.commandLine().getOut().println(key + ": " + text));
    }
    return ExitCodes.OK;
  }
}
