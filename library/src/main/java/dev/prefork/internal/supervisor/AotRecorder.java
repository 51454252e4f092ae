package dev.prefork.internal.supervisor;

import dev.prefork.Settings;
import dev.prefork.internal.host.Memory;
import dev.prefork.internal.supervisor.aot.AotCache;
import dev.prefork.internal.supervisor.aot.CacheCrash;
import dev.prefork.internal.supervisor.aot.CacheStart;
import dev.prefork.internal.supervisor.aot.Recording;
import dev.prefork.internal.supervisor.aot.Served;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.sizing.JvmOptionSources;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import dev.prefork.model.ExitStatus;
import dev.prefork.supervisor.model.AotCacheOptions;
import dev.prefork.supervisor.model.AotCacheStatus;
import dev.prefork.supervisor.model.AotCacheUse;
import dev.prefork.supervisor.model.ClusterStatus;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has workers start from an AOT cache. If there is none, a worker is replaced by one that records
 * while it serves, which is replaced when it has recorded enough. A cluster that runs only for a
 * moment records nothing, because a JVM that records takes a second longer to exit. Confined to the
 * supervisor's thread.
 */
final class AotRecorder {
  /** How often to check whether a worker should record, which reads the attributes of all jars. */
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(10);

  /** A worker that used this part of the processor time that a recording takes has traffic. */
  private static final int TRAFFIC_PART = 4;

  /** A worker without a cache that served for this part of the limit is replaced anyway. */
  private static final int LIMIT_PART = 10;

  private final WorkerPool pool;
  private final Consumer<String> notes;
  private final AotCacheOptions options;
  private final long intervalMillis;
  private final @Nullable AotCache cache;
  private boolean running;
  private long nextRequest;

  AotRecorder(AotCacheOptions options, WorkerPool pool, Consumer<String> notes) {
    this.pool = pool;
    this.notes = notes;
    this.options = options;
    this.intervalMillis = Math.min(options.time().toMillis() / 4, MAX_INTERVAL.toMillis());
    this.cache =
        options.enabled()
            ? new AotCache(
                options,
                settings -> JvmOptionSources.of(settings, System.getenv()),
                () -> MemoryNeed.shortage(Memory.ofThisProcess(), 1),
                notes)
            : null;
  }

  /** Returns the cache from which workers start; null if there is none. */
  @Nullable AotCacheStatus status() {
    return cache == null ? null : cache.status();
  }

  /** Returns how the next worker with these settings starts. */
  CacheStart start(Settings settings) {
    return cache == null ? CacheStart.NONE : cache.start(settings);
  }

  /** Records that a worker could not be forked. */
  void cancel(CacheStart start) {
    if (cache != null) {
      cache.cancel(start);
    }
  }

  /** Marks workers that have recorded enough, or that should be replaced by one that records. */
  void review(ClusterStatus.State state, Settings settings, long now) {
    if (cache == null) {
      return;
    }
    switch (state) {
      case STOPPING, STOPPED -> cache.stop();
      case RUNNING -> review(cache, settings, now);
      default -> running = false; // no healthy worker is replaced now
    }
  }

  private void review(AotCache cache, Settings settings, long now) {
    if (!running) {
      running = true;
      nextRequest = now + intervalMillis;
    }
    boolean recording = false;
    for (SupervisedWorker supervised : pool.all()) {
      Recording current = supervised.cache().recording();
      recording |= current != null;
      if (current != null && mayReplace(supervised)) {
        review(cache, current, supervised, now);
      }
    }
    if (!recording && now >= nextRequest) {
      nextRequest = now + intervalMillis;
      cache.note();
      request(cache, settings, now);
    }
  }

  private static boolean mayReplace(SupervisedWorker supervised) {
    return supervised.stage() == Stage.SERVING && supervised.exceededLimit().isEmpty();
  }

  private void review(AotCache cache, Recording current, SupervisedWorker supervised, long now) {
    if (cache.review(current, supervised.worker().pid(), supervised.workDone(now))) {
      replace(supervised, "it has recorded for the AOT cache");
    }
  }

  private void request(AotCache cache, Settings settings, long now) {
    for (SupervisedWorker supervised : pool.all()) {
      if (mayReplace(supervised) && wouldImprove(supervised, now)) {
        if (cache.request(settings)) {
          replace(supervised, "the next one records for the AOT cache");
        }
        return;
      }
    }
  }

  /** Profiles need traffic; without any, a cache is still better than none. */
  private boolean wouldImprove(SupervisedWorker supervised, long now) {
    Served done = supervised.workDone(now);
    boolean busy = done.hasTraffic(options.processorTime().dividedBy(TRAFFIC_PART));
    return switch (supervised.cache().use()) {
      case NONE -> busy || done.time().compareTo(options.limit().dividedBy(LIMIT_PART)) >= 0;
      case CLASSES -> busy;
      case RECORDING, PROFILES -> false;
    };
  }

  private void replace(SupervisedWorker supervised, String reason) {
    supervised.markOverLimit(reason);
    notes.accept(supervised.notes().replacing(reason));
  }

  /**
   * Handles the exit of a worker: its recording becomes a cache, and a cache that may have crashed
   * it is deleted.
   *
   * @param settings the settings of the worker; null if its generation is over
   */
  void ended(SupervisedWorker supervised, ExitStatus status, @Nullable Settings settings) {
    Recording recording = supervised.cache().recording();
    boolean crashed = !supervised.isVoluntary();
    if (cache == null) {
      return;
    }
    if (recording != null) {
      cache.ended(recording, settings, crashed);
    } else if (settings != null
        && crashed
        && supervised.cache().use() != AotCacheUse.NONE
        && mayBeCause(supervised, status)) {
      cache.disable(settings);
    }
  }

  private boolean mayBeCause(SupervisedWorker supervised, ExitStatus status) {
    return CacheCrash.isPossible(status, supervised.hasConnected(), pool.lastLines(supervised));
  }
}
