package dev.prefork.supervisor.model;

/** How the JVM of a worker uses the AOT cache of its program. */
public enum AotCacheUse {
  /** Not at all: there is no cache, or the worker cannot have one. */
  NONE,
  /** The worker serves and records for a cache. */
  RECORDING,
  /**
   * The worker started from a cache with classes only, recorded with too little traffic to know
   * which methods matter.
   */
  CLASSES,
  /** The worker started from a cache with classes and profiles of methods, recorded under load. */
  PROFILES
}
