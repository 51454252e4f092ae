package dev.prefork.cli;

import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.ConfigurationException;
import dev.prefork.cli.config.Flags;
import dev.prefork.cli.run.OptionsMapper;
import dev.prefork.cli.run.ProgramSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands have in common that run a program; their other options are {@link Flags}. */
final class ProgramOptions {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "A configuration file; by default the one that PREFORK_CONFIG names, or prefork.yaml if"
              + " it is here. Each of the options below is a key in it, and a variable:"
              + " docs/configuration.md.")
  private @Nullable Path file;

  @Parameters(
      arity = "0..*",
      paramLabel = "PROGRAM",
      description =
          "A .jar or a .java source file, with -cp a main class, with -m module/class; and its"
              + " arguments. By default what the configuration says.")
  private List<String> words = new ArrayList<>();

  /**
   * Reads all that was given, and sees to it that there is a program that can be run.
   *
   * @throws ParameterException with a line for each mistake
   */
  Configuration configuration() {
    try {
      Configuration configuration = read();
      OptionsMapper.check(configuration);
      ProgramSpec.of(configuration).check();
      return configuration;
    } catch (ConfigurationException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads again what may have changed: the file. */
  Configuration read() {
    return Flags.read(command.commandLine().getParseResult(), file, words);
  }
}
