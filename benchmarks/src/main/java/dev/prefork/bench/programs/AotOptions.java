package dev.prefork.bench.programs;

import java.util.List;

/** JVM options for AOT caches (JEP 514). */
public final class AotOptions {
  /**
   * The time for classes that are loaded just after a program listens, which belong into the cache.
   */
  public static final int SETTLING_MILLIS = 2000;

  private AotOptions() {}

  /** {@return the option to write a cache on exit} */
  public static String train(String cache) {
    return "-XX:AOTCacheOutput=" + cache;
  }

  /** {@return the options to use a cache, and to fail if that is impossible} */
  public static List<String> use(String cache) {
    return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
  }
}
