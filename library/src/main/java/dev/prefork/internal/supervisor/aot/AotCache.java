package dev.prefork.internal.supervisor.aot;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.worker.Trainee;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers from an AOT cache of the JDK (JEP 514), and trains one in the background if there
 * is none. If anything fails here, workers start without a cache. Confined to the supervisor's
 * thread.
 */
public final class AotCache {
  /** How long all workers must have served before the training starts. */
  private static final long STABLE_MILLIS = 10_000;

  private static final String WITHOUT = "starting workers without an AOT cache: ";

  /** Keeps warnings about unsuitable caches out of the application's output. */
  private static final String QUIET = "-Xlog:aot*=off,cds*=off";

  private final Function<Settings, List<String>> words;
  private final Duration timeout;
  private final Consumer<String> notes;
  private final Set<String> tried = new HashSet<>();
  private final Set<String> disabled = new HashSet<>();
  private @Nullable CacheDirectory directory;
  private String noDirectory = "";
  private @Nullable Training training;
  private @Nullable Settings considered;
  private long stableSince = -1;

  /**
   * Opens the directory of caches.
   *
   * @param words returns the user's JVM options for workers with these settings
   * @param timeout how long a worker may take to listen
   * @param notes gets a line when the cache changes; called on any thread
   */
  public AotCache(
      Function<Settings, List<String>> words, Duration timeout, Consumer<String> notes) {
    this.words = words;
    this.timeout = timeout;
    this.notes = notes;
    try {
      directory = CacheDirectory.open(System.getenv(), System.getProperty("user.home", ""));
    } catch (IOException | RuntimeException e) {
      noDirectory = "cannot use the cache directory: " + e;
    }
  }

  /** Returns JVM options for the next worker with these settings; none without a cache. */
  public List<String> options(Settings settings) {
    try {
      String name = name(settings);
      Path cache = directory == null || disabled.contains(name) ? null : directory.find(name);
      return cache == null ? List.of() : List.of("-XX:AOTCache=" + cache, QUIET);
    } catch (Fingerprint.UnsuitedException e) {
      return List.of(); // logged when a training is considered
    }
  }

  private String name(Settings settings) throws Fingerprint.UnsuitedException {
    CodeSource source = AotCache.class.getProtectionDomain().getCodeSource();
    try {
      Path prefork = Path.of(new URI(source.getLocation().toString()));
      return Fingerprint.of(Launch.of(settings, words.apply(settings), prefork));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new Fingerprint.UnsuitedException("the file of the Prefork library is not known");
    }
  }

  /**
   * Starts the training of a cache for these settings if there is none and all workers have served
   * for ten seconds. Called in every pass.
   *
   * @param stable whether all workers serve
   * @param more returns additional JVM options of all workers
   * @param now the time in ms, of a monotonic clock
   */
  public void consider(boolean stable, Settings settings, Supplier<List<String>> more, long now) {
    if (!stable) {
      stableSince = -1;
    } else if (stableSince < 0) {
      stableSince = now;
    }
    boolean due = stable && now - stableSince >= STABLE_MILLIS && !isTraining();
    if (due && !settings.equals(considered)) {
      considered = settings;
      begin(settings, more);
    }
  }

  private boolean isTraining() {
    return training != null && !training.outcome().isDone();
  }

  private void begin(Settings settings, Supplier<List<String>> more) {
    try {
      String name = name(settings);
      if (directory == null) {
        notes.accept(WITHOUT + noDirectory);
      } else if (directory.find(name) == null && tried.add(name)) {
        train(settings, name, more.get(), directory);
      }
    } catch (Fingerprint.UnsuitedException e) {
      notes.accept(WITHOUT + e.reason());
    } catch (IOException | RuntimeException e) {
      notes.accept(WITHOUT + e);
    }
  }

  private void train(Settings settings, String name, List<String> more, CacheDirectory target)
      throws IOException {
    FileChannel lock = target.lock(name);
    if (lock == null) {
      return; // another cluster trains the same cache
    }
    Path temporary = target.temporary(name);
    List<String> options = new ArrayList<>(more);
    options.add("-XX:AOTCacheOutput=" + temporary);
    Settings silent = settings.withStdio(Redirect.DISCARD, Redirect.DISCARD, Redirect.DISCARD);
    Worker worker = Cluster.fork(silent, Map.of(Trainee.VARIABLE, "true"), options);
    Training begun = new Training(worker, temporary, timeout, lock);
    training = begun;
    CompletableFuture<Void> _ =
        begun.outcome().thenAccept(end -> publish(begun, end, settings, name, target));
    begun.start();
  }

  /** Called on the thread of the training. */
  private void publish(
      Training ended, Outcome outcome, Settings settings, String name, CacheDirectory target) {
    try {
      switch (explained(outcome, settings, name)) {
        case Outcome.Written _ -> {
          target.publish(ended.temporary(), name);
          notes.accept("AOT cache trained: new workers start from it");
        }
        case Outcome.Failed(String reason) -> {
          ended.discard();
          notes.accept(WITHOUT + reason);
        }
        case Outcome.Cancelled _ -> {
          // the cluster is stopping
        }
      }
    } catch (Fingerprint.UnsuitedException | IOException e) {
      notes.accept(WITHOUT + e.getMessage());
    } finally {
      ended.discard();
    }
  }

  /** Replaced files explain any failure, and make a written cache useless. */
  private Outcome explained(Outcome outcome, Settings settings, String name)
      throws Fingerprint.UnsuitedException {
    boolean same = outcome instanceof Outcome.Cancelled || name(settings).equals(name);
    return same ? outcome : Outcome.replaced();
  }

  /** Deletes the cache of these settings, which may have crashed a worker. */
  public void disable(Settings settings) {
    try {
      String name = name(settings);
      if (directory != null && directory.find(name) != null && disabled.add(name)) {
        directory.delete(name);
        notes.accept(WITHOUT + "a worker that started from the cache crashed, so it was deleted");
      }
    } catch (Fingerprint.UnsuitedException | IOException e) {
      // there is no cache, or it stays disabled
    }
  }

  /** Cancels a training. */
  public void stop() {
    if (training != null) {
      training.cancel();
    }
  }
}
