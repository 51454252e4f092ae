package dev.prefork.internal.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the settings say of the workers' JVMs.
 *
 * @param arguments options in the words of a command line
 * @param debugPort where the next worker's debugger listens, if it has one; null to count up
 */
public record JvmSettings(List<String> arguments, @Nullable Integer debugPort) {
  /** Takes a copy. */
  public JvmSettings {
    arguments = List.copyOf(arguments);
  }
}
