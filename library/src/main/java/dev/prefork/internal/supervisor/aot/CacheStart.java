package dev.prefork.internal.supervisor.aot;

import dev.prefork.supervisor.model.AotCacheUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the JVM of a worker starts.
 *
 * @param use the use of the cache
 * @param options JVM options for this use
 * @param recording the recording of this worker, or null if it does not record
 */
public record CacheStart(AotCacheUse use, List<String> options, @Nullable Recording recording) {
  /** Without a cache. */
  public static final CacheStart NONE = new CacheStart(AotCacheUse.NONE, List.of(), null);

  /** Copies the list. */
  public CacheStart {
    options = List.copyOf(options);
  }
}
