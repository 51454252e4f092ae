package dev.prefork.internal.supervisor.sizing;

import dev.prefork.Settings;
import dev.prefork.supervisor.model.Sizing;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds sizes to the workers' JVM options. Confined to the supervisor's thread. */
public final class JvmSizing {
  private final @Nullable Sizing sizing;

  public JvmSizing(SupervisorOptions options) {
    sizing = options.autoSize() ? Sizing.ofThisProcess() : null;
  }

  private static List<String> words(Settings settings) {
    return JvmOptionSources.of(settings, System.getenv());
  }

  /**
   * Returns additional options for the JVM of the next worker.
   *
   * @param workers the number of workers that share the machine
   */
  public List<String> options(Settings settings, int workers) {
    return sizing == null ? List.of() : sizing.options(workers, words(settings));
  }

  /**
   * Returns the largest heap of the next worker, in bytes.
   *
   * @param workers the number of workers that share the machine
   */
  public long heap(Settings settings, int workers) {
    List<String> all = new ArrayList<>(words(settings));
    all.addAll(options(settings, workers));
    return JvmHeap.largest(all, Sizing.ofThisProcess().memory());
  }
}
