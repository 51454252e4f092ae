package dev.prefork.supervise;

import dev.prefork.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a supervisor adds to the options of its workers' JVMs. Only used on its thread. */
final class Tuning {
  private final @Nullable Sizing sizing;

  Tuning(SupervisorOptions options) {
    sizing = options.tuned() ? Sizing.ofThisProcess() : null;
  }

  /**
   * Options for the JVM of the next worker.
   *
   * @param workers among how many the machine is divided
   */
  List<String> options(Settings settings, int workers) {
    return sizing == null
        ? List.of()
        : sizing.options(workers, JvmWords.of(settings, System.getenv()));
  }
}
