package dev.prefork.internal.supervisor.sizing;

import dev.prefork.Settings;
import dev.prefork.internal.supervisor.aot.AotCache;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Sizing;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds sizes and AOT caches to the workers' JVM options. Confined to the supervisor's thread. */
public final class JvmSizing {
  private final @Nullable Sizing sizing;
  private final @Nullable AotCache cache;

  public JvmSizing(SupervisorOptions options, Consumer<String> notes) {
    sizing = options.autoSize() ? Sizing.ofThisProcess() : null;
    cache =
        options.aotCache()
            ? new AotCache(JvmSizing::words, options.startup().timeout(), notes)
            : null;
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
    List<String> options = new ArrayList<>(share(settings, workers));
    if (cache != null) {
      options.addAll(cache.options(settings));
    }
    return options;
  }

  /**
   * Returns the largest heap of the next worker, in bytes.
   *
   * @param workers the number of workers that share the machine
   */
  public long heap(Settings settings, int workers) {
    List<String> all = new ArrayList<>(words(settings));
    all.addAll(share(settings, workers));
    return JvmHeap.largest(all, Sizing.ofThisProcess().memory());
  }

  private List<String> share(Settings settings, int workers) {
    return sizing == null ? List.of() : sizing.options(workers, words(settings));
  }

  /** Starts or cancels the training of an AOT cache. Called in every pass. */
  public void update(ClusterStatus.State state, Settings settings, int workers, long now) {
    if (cache == null) {
      return;
    }
    switch (state) {
      case STOPPING, STOPPED -> cache.stop();
      case RUNNING -> cache.consider(true, settings, () -> share(settings, workers), now);
      default -> cache.consider(false, settings, List::of, now);
    }
  }

  /** Disables the AOT cache of these settings, which may have crashed a worker. */
  public void hasFailed(Settings settings) {
    if (cache != null) {
      cache.disable(settings);
    }
  }
}
