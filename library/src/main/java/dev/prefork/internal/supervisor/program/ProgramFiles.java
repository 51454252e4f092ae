package dev.prefork.internal.supervisor.program;

import dev.prefork.Settings;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.supervisor.model.ProgramFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of the program of one generation. */
public final class ProgramFiles {
  private static final int MAX_NAMED = 10;

  private final Path directory;
  private final @Nullable Path file;
  private final CompletableFuture<Found> found;

  /**
   * The result of the search.
   *
   * @param main the file with the main class: a jar, a source file, or a class file; null if
   *     unknown
   * @param contents the checksum of each file or directory
   */
  private record Found(@Nullable Path main, Map<String, String> contents) {
    static Found of(ProgramSearch search) {
      Path main = search.main();
      List<Path> all = new ArrayList<>(search.elements());
      if (main != null) {
        all.add(main);
      }
      return new Found(main, FileContents.of(all));
    }
  }

  private ProgramFiles(Path directory, @Nullable Path file, CompletableFuture<Found> found) {
    this.directory = directory;
    this.file = file;
    this.found = found;
  }

  public static boolean isFile(String exec) {
    return exec.endsWith(".jar") || exec.endsWith(".java");
  }

  /** Starts the search on another thread and returns at once. */
  public static ProgramFiles of(Settings pinned) {
    Path cwd = pinned.cwd();
    String exec = pinned.exec();
    return new ProgramFiles(
        cwd == null ? WorkingDirectory.here() : WorkingDirectory.resolve(cwd),
        exec == null || !isFile(exec) ? null : WorkingDirectory.resolve(Path.of(exec)),
        CompletableFuture.supplyAsync(() -> Found.of(ProgramSearch.of(pinned))));
  }

  /** Waits until the files have been read. */
  ProgramFiles read() {
    found.join();
    return this;
  }

  private Found found() {
    return found.isCompletedExceptionally()
        ? new Found(file, Map.of())
        : found.getNow(new Found(file, Map.of()));
  }

  /** Returns the path of the first required file that does not exist; empty if all exist. */
  public String missing() {
    Stream<Path> needed =
        Stream.concat(Stream.of(directory), Stream.ofNullable(file == null ? found().main : file));
    return needed.filter(path -> !Files.exists(path)).map(Path::toString).findFirst().orElse("");
  }

  /** Returns the main file, and the files that differ from those of an earlier generation. */
  public List<ProgramFile> named(ProgramFiles before) {
    Map<String, String> old = before.found().contents;
    Stream<Path> changed =
        found().contents.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(old.get(entry.getKey())))
            .map(entry -> Path.of(entry.getKey()))
            .sorted();
    return Stream.concat(Stream.ofNullable(found().main), changed)
        .distinct()
        .limit(MAX_NAMED)
        .flatMap(path -> ProgramFile.of(path).stream())
        .toList();
  }

  /** Returns whether the contents equal those of an earlier generation, whatever the paths. */
  public boolean isSameAs(ProgramFiles before) {
    List<String> contents = found().contents.values().stream().sorted().toList();
    List<String> old = before.found().contents.values().stream().sorted().toList();
    return !contents.isEmpty() && contents.equals(old);
  }
}
