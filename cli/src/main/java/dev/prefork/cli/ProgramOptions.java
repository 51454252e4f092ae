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

/** The parameters of the commands that run a program. {@link Flags} are their other options. */
final class ProgramOptions {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "The configuration file. Default: the file that PREFORK_CONFIG names, or else"
              + " prefork.yaml if it exists. Each option below is also a key in this file and an"
              + " environment variable: see docs/configuration.md.")
  private @Nullable Path file;

  @Parameters(
      arity = "0..*",
      paramLabel = "PROGRAM",
      description =
          "A .jar or .java file, with -cp a main class, or with -m module/class; then its"
              + " arguments. Default: the program of the configuration.")
  private List<String> words = new ArrayList<>();

  /**
   * Reads the configuration, and checks that the program can be run.
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

  /** Reads the configuration. The file may have changed since the last time. */
  Configuration read() {
    return Flags.read(command.commandLine().getParseResult(), file, words);
  }
}
