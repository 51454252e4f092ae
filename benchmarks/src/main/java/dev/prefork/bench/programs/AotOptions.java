package dev.prefork.bench.programs;

import java.util.List;

/** Options of a JVM for AOT caches (JEP 514). */
public final class AotOptions {
  /** Classes that are loaded just after a program listens belong into its cache, too. */
  public static final int SETTLING_MILLIS = 2000;

  private AotOptions() {}

  /** It writes a cache when it ends. */
  public static String train(String cache) {
    return "-XX:AOTCacheOutput=" + cache;
  }

  /** It uses a cache, or fails: without it there would be figures of something else. */
  public static List<String> use(String cache) {
    return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
  }
}
