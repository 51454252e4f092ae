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
 * Has workers start from an AOT cache of the JDK's (JEP 514), if there is one that fits, and trains
 * one in the background if there is none. Whatever goes wrong here, workers start without. Only
 * used on the supervisor's thread.
 */
public final class AotCache {
  /** How long all must have been well before a worker more is started. */
  private static final long QUIET_MILLIS = 10_000;

  private static final String WITHOUT = "workers start without an AOT cache: ";

  /** A cache that does not fit is no business of the application's output. */
  private static final String QUIET = "-Xlog:aot*=off,cds*=off";

  private final Function<Settings, List<String>> words;
  private final Duration patience;
  private final Consumer<String> notes;
  private final Set<String> tried = new HashSet<>();
  private final Set<String> distrusted = new HashSet<>();
  private @Nullable CacheDirectory directory;
  private String noDirectory = "";
  private @Nullable Training training;
  private @Nullable Settings considered;
  private long quietSince = -1;

  /**
   * Opens the directory.
   *
   * @param words what the user has said to the JVMs of workers with these settings
   * @param patience how long a worker may take to listen
   * @param notes told in one line when something changes; any thread
   */
  public AotCache(
      Function<Settings, List<String>> words, Duration patience, Consumer<String> notes) {
    this.words = words;
    this.patience = patience;
    this.notes = notes;
    try {
      directory = CacheDirectory.open(System.getenv(), System.getProperty("user.home", ""));
    } catch (IOException | RuntimeException e) {
      noDirectory = "there is no place for it: " + e;
    }
  }

  /** Options for the JVM of the next worker with these settings: the cache, or nothing. */
  public List<String> options(Settings settings) {
    try {
      String name = name(settings);
      Path cache = directory == null || distrusted.contains(name) ? null : directory.find(name);
      return cache == null ? List.of() : List.of("-XX:AOTCache=" + cache, QUIET);
    } catch (Fingerprint.UnsuitedException e) {
      return List.of(); // told when it is considered to train one
    }
  }

  private String name(Settings settings) throws Fingerprint.UnsuitedException {
    CodeSource source = AotCache.class.getProtectionDomain().getCodeSource();
    try {
      Path prefork = Path.of(new URI(source.getLocation().toString()));
      return Fingerprint.of(Launch.of(settings, words.apply(settings), prefork));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new Fingerprint.UnsuitedException("the library is not in a file of its own");
    }
  }

  /**
   * Trains a cache for these settings if there is none, once all workers have been well for a
   * while. To be called often.
   *
   * @param well whether they are
   * @param more options for the JVM that all workers have
   * @param now milliseconds, of a clock that only goes forward
   */
  public void consider(boolean well, Settings settings, Supplier<List<String>> more, long now) {
    if (!well) {
      quietSince = -1;
    } else if (quietSince < 0) {
      quietSince = now;
    }
    boolean quiet = well && now - quietSince >= QUIET_MILLIS && !isTraining();
    if (quiet && !settings.equals(considered)) {
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

  private void train(Settings settings, String name, List<String> more, CacheDirectory place)
      throws IOException {
    FileChannel lock = place.lock(name);
    if (lock == null) {
      return; // another cluster does: its cache will be found
    }
    Path temporary = place.temporary(name);
    List<String> options = new ArrayList<>(more);
    options.add("-XX:AOTCacheOutput=" + temporary);
    Settings silent = settings.withStdio(Redirect.DISCARD, Redirect.DISCARD, Redirect.DISCARD);
    Worker worker = Cluster.fork(silent, Map.of(Trainee.VARIABLE, "true"), options);
    Training begun = new Training(worker, temporary, patience, lock);
    training = begun;
    CompletableFuture<Void> _ =
        begun.outcome().thenAccept(end -> publish(begun, end, settings, name, place));
    begun.start();
  }

  /** On the training's thread. */
  private void publish(
      Training ended, Outcome outcome, Settings settings, String name, CacheDirectory place) {
    try {
      switch (explained(outcome, settings, name)) {
        case Outcome.Written _ -> {
          place.publish(ended.temporary(), name);
          notes.accept("workers start from an AOT cache from now on");
        }
        case Outcome.Failed(String reason) -> {
          ended.discard();
          notes.accept(WITHOUT + reason);
        }
        case Outcome.Cancelled _ -> {
          // the supervisor ends, and has said so
        }
      }
    } catch (Fingerprint.UnsuitedException | IOException e) {
      notes.accept(WITHOUT + e.getMessage());
    } finally {
      ended.discard();
    }
  }

  /** Something may have been replaced while its classes were loaded: the cause of all failures. */
  private Outcome explained(Outcome outcome, Settings settings, String name)
      throws Fingerprint.UnsuitedException {
    boolean same = outcome instanceof Outcome.Cancelled || name(settings).equals(name);
    return same ? outcome : Outcome.replaced();
  }

  /** A worker with these settings has ended early: if there was a cache, it is the suspect. */
  public void distrust(Settings settings) {
    try {
      String name = name(settings);
      if (directory != null && directory.find(name) != null && distrusted.add(name)) {
        directory.delete(name);
        notes.accept(
            "a worker has ended early that was started from an AOT cache: it is deleted, and"
                + " workers start without");
      }
    } catch (Fingerprint.UnsuitedException | IOException e) {
      // distrusted, or there was none
    }
  }

  /** Trains no more. */
  public void stop() {
    if (training != null) {
      training.cancel();
    }
  }
}
