package dev.prefork.internal.supervisor.aot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker records while it serves. Its JVM writes the configuration of a cache when it exits, from
 * which another JVM makes the cache. Confined to the supervisor's thread.
 */
public final class Recording {
  private static final String RECORD = "-XX:AOTMode=record";
  private static final String CREATE = "-XX:AOTMode=create";

  /** At its exit, the JVM would report to the application's output that it has recorded. */
  private static final List<String> SILENT =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-DisplayVMOutput");

  private final String name;
  private final Path configuration;
  private final FileChannel lock;
  private final boolean first;
  private @Nullable CommandLine command;
  private Served served = Served.NOTHING;

  /**
   * Creates a recording.
   *
   * @param name the name of the cache
   * @param configuration the file that the worker's JVM writes
   * @param lock prevents other recordings for this cache until it is closed
   * @param first whether there is no cache of any kind yet
   */
  Recording(String name, Path configuration, FileChannel lock, boolean first) {
    this.name = name;
    this.configuration = configuration;
    this.lock = lock;
    this.first = first;
  }

  String name() {
    return name;
  }

  /** Returns whether there was no cache of any kind when the recording began. */
  boolean isFirst() {
    return first;
  }

  /** Returns the JVM options of the worker. */
  List<String> options() {
    List<String> options = new ArrayList<>(SILENT);
    options.addAll(List.of(RECORD, "-XX:AOTConfiguration=" + configuration));
    return options;
  }

  /** Returns what the worker had done at the last call of {@link #update}. */
  Served served() {
    return served;
  }

  /**
   * Records what the worker has done.
   *
   * @throws IOException if its command line cannot be read
   */
  void update(long pid, Served latest) throws IOException {
    served = latest;
    if (command == null) {
      command = CommandLine.of(pid);
    }
  }

  /** Returns the command that makes the cache; null if the worker wrote no configuration. */
  @Nullable CommandLine creation(Path cache) {
    return command == null || !Files.isReadable(configuration)
        ? null
        : command.with(RECORD, List.of(CREATE, "-XX:AOTCache=" + cache)).nice();
  }

  /** Removes the configuration and lets others record. */
  void close() {
    try {
      Files.deleteIfExists(configuration);
      lock.close();
    } catch (IOException e) {
      // the file is removed when another recording begins, and the lock ends with the process
    }
  }
}
