package dev.prefork.internal.supervisor.aot;

import dev.prefork.Settings;
import dev.prefork.supervisor.model.AotCacheOptions;
import dev.prefork.supervisor.model.AotCacheStatus;
import dev.prefork.supervisor.model.AotCacheUse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers from an AOT cache of the JDK (JEP 514), and lets one worker record for a cache
 * while it serves. If anything fails here, workers start without a cache. Confined to the
 * supervisor's thread.
 */
public final class AotCache {
  /** How often a recording may fail until workers start without one. */
  private static final int MAX_ATTEMPTS = 3;

  private static final String WITHOUT = "starting workers without an AOT cache: ";

  /** Keeps warnings about unsuitable caches out of the application's output. */
  private static final String QUIET = "-Xlog:aot*=off,cds*=off";

  private final AotCacheOptions options;
  private final Function<Settings, List<String>> words;
  private final Supplier<String> shortage;
  private final Consumer<String> notes;

  /** Recordings that were begun, without those that ended in an ordinary way. Any thread. */
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

  private final Set<String> disabled = new HashSet<>();
  private final Set<String> wanted = new HashSet<>();
  private final Set<String> noted = new HashSet<>();
  private @Nullable CacheDirectory directory;
  private String noDirectory = "";
  private String without = "";
  private @Nullable Creation creation;
  private boolean stopped;
  private volatile @Nullable AotCacheStatus current;

  /**
   * Opens the directory of caches.
   *
   * @param words returns the user's JVM options for workers with these settings
   * @param shortage returns why there is no memory for one more JVM; empty if there is
   * @param notes gets a line when the cache changes; called on any thread
   */
  public AotCache(
      AotCacheOptions options,
      Function<Settings, List<String>> words,
      Supplier<String> shortage,
      Consumer<String> notes) {
    this.options = options;
    this.words = words;
    this.shortage = shortage;
    this.notes = notes;
    try {
      directory = CacheDirectory.open(System.getenv(), System.getProperty("user.home", ""));
    } catch (IOException | RuntimeException e) {
      noDirectory = "cannot use the cache directory: " + e;
    }
  }

  /**
   * Returns how the next worker with these settings starts: from the best cache, or as the one that
   * records if that was {@linkplain #request requested}.
   */
  public CacheStart start(Settings settings) {
    try {
      return start(name(settings), requireDirectory());
    } catch (Fingerprint.UnsuitedException e) {
      without = e.reason();
    } catch (IOException | RuntimeException e) {
      without = String.valueOf(e.getMessage());
    }
    return CacheStart.NONE;
  }

  /** Logs once why workers start without a cache. */
  public void note() {
    if (!without.isEmpty() && noted.add(without)) {
      notes.accept(WITHOUT + without);
    }
  }

  private CacheDirectory requireDirectory() throws IOException {
    if (directory == null) {
      throw new IOException(noDirectory);
    }
    return directory;
  }

  private CacheStart start(String name, CacheDirectory directory) throws IOException {
    current = null;
    without = "";
    if (disabled.contains(name)) {
      return CacheStart.NONE;
    }
    CacheKind kind = directory.best(name);
    if (wanted.remove(name)) {
      Recording recording = record(name, directory, kind == null);
      if (recording != null) {
        return new CacheStart(AotCacheUse.RECORDING, withQuiet(recording.options()), recording);
      }
    }
    return kind == null ? CacheStart.NONE : from(kind, directory.file(name, kind));
  }

  private CacheStart from(CacheKind kind, Path cache) {
    current = CacheInfo.read(cache, kind);
    List<String> options = new ArrayList<>(kind.options());
    options.add("-XX:AOTCache=" + cache);
    return new CacheStart(kind.use(), withQuiet(options), null);
  }

  private static List<String> withQuiet(List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.add(QUIET);
    return all;
  }

  /**
   * Returns a new recording; null if there is one, here or in another cluster, or too many failed.
   */
  private @Nullable Recording record(String name, CacheDirectory directory, boolean first)
      throws IOException {
    if (attempts.getOrDefault(name, 0) >= MAX_ATTEMPTS) {
      return null;
    }
    FileChannel lock = directory.lock(name);
    if (lock == null) {
      return null;
    }
    directory.removeLeftovers();
    attempts.merge(name, 1, Integer::sum);
    return new Recording(name, directory.configuration(name), lock, first);
  }

  /** Returns the cache from which workers start; null if there is none. */
  public @Nullable AotCacheStatus status() {
    return current;
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
   * Asks for a worker that records, if there is no cache with profiles and no worker records yet:
   * the next worker with these settings will do so.
   *
   * @return true if a worker should be replaced by one that records
   */
  public boolean request(Settings settings) {
    try {
      String name = name(settings);
      return directory != null
          && !disabled.contains(name)
          && mayRecord(name, directory)
          && wanted.add(name);
    } catch (Fingerprint.UnsuitedException | IOException e) {
      // noted at the next start of a worker
    }
    return false;
  }

  private boolean mayRecord(String name, CacheDirectory directory) throws IOException {
    return attempts.getOrDefault(name, 0) < MAX_ATTEMPTS
        && directory.best(name) != CacheKind.PROFILES
        && directory.isUnlocked(name);
  }

  /**
   * Takes note of what a worker has done while it recorded.
   *
   * @return true if the worker has recorded enough, and there is memory for the JVM that makes the
   *     cache: the worker should be replaced
   */
  public boolean review(Recording recording, long pid, Served served) {
    try {
      recording.update(pid, served);
    } catch (IOException e) {
      return false; // the worker is exiting
    }
    return kind(recording) != null && shortage.get().isEmpty();
  }

  /** Returns the kind of cache that the recording makes; null if it is too early for any. */
  private @Nullable CacheKind kind(Recording recording) {
    if (recording.served().isEnough(options)) {
      return CacheKind.PROFILES;
    }
    boolean over = recording.served().time().compareTo(options.limit()) >= 0;
    return over && recording.isFirst() ? CacheKind.CLASSES : null;
  }

  /**
   * Makes the cache after the worker that recorded has exited. A recording that was too short is
   * discarded.
   *
   * @param settings the settings of the worker; null if its generation is over
   * @param crashed whether the worker exited unexpectedly
   */
  public void ended(Recording recording, @Nullable Settings settings, boolean crashed) {
    if (!crashed) {
      attempts.merge(recording.name(), -1, Integer::sum);
    }
    CacheKind kind = kind(recording);
    CacheDirectory target = directory;
    boolean begun = false;
    if (kind != null && settings != null && target != null && !stopped) {
      Path temporary = target.temporary(recording.name());
      begun = create(new Publication(recording, kind, target, temporary), settings);
    }
    if (!begun) {
      recording.close();
    }
  }

  /** Starts the JVM that makes the cache. Returns false if the worker wrote no configuration. */
  private boolean create(Publication publication, Settings settings) {
    CommandLine command = publication.recording().creation(publication.temporary());
    if (command == null) {
      return false;
    }
    Creation begun =
        new Creation(
            command, publication.temporary(), outcome -> publish(outcome, publication, settings));
    creation = begun;
    begun.start();
    return true;
  }

  /** Where a new cache goes. */
  private record Publication(
      Recording recording, CacheKind kind, CacheDirectory target, Path temporary) {
    void publish() throws IOException {
      target.publish(temporary, recording.name(), kind, recording.served());
    }

    Path file() {
      return target.file(recording.name(), kind);
    }

    String note() {
      String learned = kind == CacheKind.PROFILES ? "" : ", without profiles for lack of traffic";
      return "AOT cache written after " + recording.served().text() + learned;
    }
  }

  /** Called on the thread of the creation. */
  private void publish(Outcome outcome, Publication publication, Settings settings) {
    String note;
    try {
      note = result(explained(outcome, settings, publication.recording().name()), publication);
    } catch (Fingerprint.UnsuitedException | IOException e) {
      note = WITHOUT + e.getMessage();
    }
    publication.recording().close();
    if (!note.isEmpty()) {
      notes.accept(note);
    }
  }

  /** Returns the note; empty if the cluster is stopping. */
  private String result(Outcome outcome, Publication publication) throws IOException {
    switch (outcome) {
      case Outcome.Written _ -> {
        publication.publish();
        current = CacheInfo.read(publication.file(), publication.kind());
        return publication.note();
      }
      case Outcome.Failed(String reason) -> {
        attempts.merge(publication.recording().name(), 1, Integer::sum);
        return WITHOUT + reason;
      }
      case Outcome.Cancelled _ -> {
        return "";
      }
    }
  }

  /** Replaced files explain any failure, and make a written cache useless. */
  private Outcome explained(Outcome outcome, Settings settings, String name)
      throws Fingerprint.UnsuitedException {
    boolean same = outcome instanceof Outcome.Cancelled || name(settings).equals(name);
    return same ? outcome : Outcome.replaced();
  }

  /** Discards the recording of a worker that could not be started. */
  public void cancel(CacheStart start) {
    if (start.recording() != null) {
      start.recording().close();
    }
  }

  /** Deletes the caches of these settings, which may have crashed a worker. */
  public void disable(Settings settings) {
    try {
      String name = name(settings);
      if (directory != null && disabled.add(name)) {
        directory.delete(name);
        notes.accept(WITHOUT + "a worker that started from the cache crashed, so it was deleted");
      }
    } catch (Fingerprint.UnsuitedException | IOException e) {
      // there is no cache, or it stays disabled
    }
  }

  /** Cancels the creation of a cache, and begins no other. */
  public void stop() {
    stopped = true;
    if (creation != null) {
      creation.cancel();
    }
  }
}
