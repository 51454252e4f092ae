package dev.prefork.internal.primary;

import dev.prefork.internal.launch.JavaCommand;
import dev.prefork.internal.launch.JvmSettings;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One worker to be forked.
 *
 * @param command what it runs
 * @param jvm what the settings say of its JVM
 * @param environment what differs from the primary's
 * @param directory where it runs, null for the primary's own
 * @param stdio its standard input, output and error
 * @param options what the worker itself is told
 */
public record ForkRequest(
    JavaCommand command,
    JvmSettings jvm,
    Map<String, String> environment,
    @Nullable Path directory,
    List<Redirect> stdio,
    ForkOptions options) {

  /** Takes copies. */
  public ForkRequest {
    environment = Map.copyOf(environment);
    stdio = List.copyOf(stdio);
  }
}
