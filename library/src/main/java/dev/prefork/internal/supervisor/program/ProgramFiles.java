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

/** The files that a generation runs. */
public final class ProgramFiles {
  private static final int MAX_NAMED = 10;

  private final Path directory;
  private final @Nullable Path file;
  private final CompletableFuture<Found> found;

  /**
   * What takes a while to be found.
   *
   * @param main the file with the program: a jar, a source file, or a class in a directory; null if
   *     there is none, or nobody knows
   * @param contents what each file or directory holds, in short
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

  /** Returns at once, and reads files on another thread: no worker waits for that. */
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

  /** The path of what is not there and has to be; or empty. */
  public String missing() {
    Stream<Path> needed =
        Stream.concat(Stream.of(directory), Stream.ofNullable(file == null ? found().main : file));
    return needed.filter(path -> !Files.exists(path)).map(Path::toString).findFirst().orElse("");
  }

  /** The file with the program, and the others that differ from an earlier generation's. */
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

  /** True if these hold what those of an earlier generation did, wherever they are. */
  public boolean isSameAs(ProgramFiles before) {
    List<String> contents = found().contents.values().stream().sorted().toList();
    List<String> old = before.found().contents.values().stream().sorted().toList();
    return !contents.isEmpty() && contents.equals(old);
  }
}
