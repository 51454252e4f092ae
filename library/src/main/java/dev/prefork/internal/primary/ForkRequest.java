package dev.prefork.internal.primary;

import dev.prefork.internal.launch.JavaCommand;
import dev.prefork.internal.launch.JvmSettings;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to fork one worker.
 *
 * @param command the program
 * @param jvm the settings of its JVM
 * @param environment variables added to those of the primary
 * @param directory the working directory, null for the primary's
 * @param stdio its standard input, output and error
 * @param options the options that the worker receives
 */
public record ForkRequest(
    JavaCommand command,
    JvmSettings jvm,
    Map<String, String> environment,
    @Nullable Path directory,
    List<Redirect> stdio,
    ForkOptions options) {

  /** Copies the collections. */
  public ForkRequest {
    environment = Map.copyOf(environment);
    stdio = List.copyOf(stdio);
  }
}
