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

/** What a supervisor adds to the options of its workers' JVMs. Only used on its thread. */
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
   * Options for the JVM of the next worker.
   *
   * @param workers among how many the machine is divided
   */
  public List<String> options(Settings settings, int workers) {
    List<String> options = new ArrayList<>(share(settings, workers));
    if (cache != null) {
      options.addAll(cache.options(settings));
    }
    return options;
  }

  /**
   * The largest heap that the JVM of the next worker may have, in bytes.
   *
   * @param workers among how many the machine is divided
   */
  public long heap(Settings settings, int workers) {
    List<String> all = new ArrayList<>(words(settings));
    all.addAll(share(settings, workers));
    return JvmHeap.largest(all, Sizing.ofThisProcess().memory());
  }

  private List<String> share(Settings settings, int workers) {
    return sizing == null ? List.of() : sizing.options(workers, words(settings));
  }

  /** Looks whether there is something to be done for workers to come. At each turn. */
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

  /** A worker with these settings has ended in a way that a cache may have caused. */
  public void hasFailed(Settings settings) {
    if (cache != null) {
      cache.distrust(settings);
    }
  }
}
