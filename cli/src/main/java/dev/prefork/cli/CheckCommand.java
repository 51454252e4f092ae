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
      "Checks whether prefork run or start would start a cluster with the same arguments.",
      "Checks that the configuration is valid, and that the program exists and has a main"
          + " class. Prints the effective settings, or every problem. Starts nothing.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the cluster would start", "2:the cluster would not start"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  prefork check                       check prefork.yaml",
      "  prefork check -c shop.yaml --json",
      "  prefork check -w 4 app.jar"
    })
final class CheckCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Option(names = "--json", description = "Print the settings as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Configuration configuration = program.configuration();
    SupervisorOptions options = OptionsMapper.options(configuration);
    Map<String, String> values = new LinkedHashMap<>();
    Keys.ALL.forEach(key -> values.put(key.name(), configuration.text(key).orElse("")));
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
