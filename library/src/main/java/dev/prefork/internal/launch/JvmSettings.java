package dev.prefork.internal.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings for the workers' JVMs.
 *
 * @param arguments JVM options, as words of a command line
 * @param debugPort the next worker's debug port; null to derive it from the primary's
 */
public record JvmSettings(List<String> arguments, @Nullable Integer debugPort) {
  /** Copies the list. */
  public JvmSettings {
    arguments = List.copyOf(arguments);
  }
}
