package dev.prefork.internal.supervisor.aot;

import dev.prefork.supervisor.model.AotCacheStatus;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The file beside a cache that says how it was recorded. */
final class CacheInfo {
  private static final String TIME = "time";
  private static final String PROCESSOR_TIME = "processor-time";
  private static final String CONNECTIONS = "connections";
  private static final String WRITTEN = "written";

  private CacheInfo() {}

  /** Returns the file that belongs to a cache. */
  static Path of(Path cache) {
    return cache.resolveSibling(cache.getFileName() + ".info");
  }

  /** Writes what the worker had done that recorded. */
  static void write(Path cache, Served served) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(WRITTEN, Instant.now().toString());
    properties.setProperty(TIME, served.time().toString());
    properties.setProperty(PROCESSOR_TIME, served.processorTime().toString());
    properties.setProperty(CONNECTIONS, Long.toString(served.connections()));
    try (Writer writer = Files.newBufferedWriter(of(cache))) {
      properties.store(writer, "How " + cache.getFileName() + " was recorded");
    }
  }

  /** Returns how a cache was recorded; null if that is not known. */
  static @Nullable AotCacheStatus read(Path cache, CacheKind kind) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(of(cache))) {
      properties.load(reader);
      return new AotCacheStatus(
          kind.use(),
          Instant.parse(properties.getProperty(WRITTEN, "")),
          Duration.parse(properties.getProperty(TIME, "")),
          Duration.parse(properties.getProperty(PROCESSOR_TIME, "")),
          Long.parseLong(properties.getProperty(CONNECTIONS, "")));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return null; // written by another version, or damaged
    }
  }
}
