package dev.prefork.internal.supervisor.aot;

import dev.prefork.supervisor.model.AotCacheUse;
import java.util.List;
import java.util.Locale;

/** The kinds of caches, the best first. */
enum CacheKind {
  /** With profiles of the methods that matter under load. */
  PROFILES(AotCacheUse.PROFILES, true),
  /**
   * With classes only. The profiles of a start without traffic cost 5 % more processor time for the
   * first 20,000 requests than none, so they are not used.
   */
  CLASSES(AotCacheUse.CLASSES, false);

  private static final List<String> NO_PROFILES =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining");

  private final AotCacheUse use;
  private final boolean profiles;

  CacheKind(AotCacheUse use, boolean profiles) {
    this.use = use;
    this.profiles = profiles;
  }

  AotCacheUse use() {
    return use;
  }

  /** Returns JVM options of workers that start from the cache, in addition to its file. */
  List<String> options() {
    return profiles ? List.of() : NO_PROFILES;
  }

  /** Returns the end of the names of caches. */
  String suffix() {
    return "." + name().toLowerCase(Locale.ROOT) + CacheDirectory.CACHE;
  }
}
