package dev.prefork.internal.supervisor.health;

import dev.prefork.Worker;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes thread dumps of workers to files, virtual threads included. {@code jcmd} also works with
 * most unresponsive JVMs.
 */
public final class ThreadDumps {
  private static final long TIMEOUT_SECONDS = 5;
  private static final int MAX_FILES = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path directory;

  private ThreadDumps(Path directory) {
    this.directory = directory;
  }

  /** Returns the dumps of a cluster, in a directory below the user's state directory. */
  public static ThreadDumps of(String cluster) {
    String state = System.getenv("XDG_STATE_HOME");
    Path base =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : WorkingDirectory.resolve(Path.of(state));
    return new ThreadDumps(base.resolve("prefork").resolve(cluster.replace('/', '_')));
  }

  /**
   * Takes a thread dump, which may take seconds.
   *
   * @return the file; null if {@code jcmd} failed and the worker got SIGQUIT, to print its threads
   * @throws IOException if the worker cannot get a signal
   */
  public @Nullable Path take(Worker worker) throws IOException {
    worker.kill(Signal.SIGCONT); // a stopped process does not answer
    String reason = "";
    try {
      Path file = file(worker);
      reason = dump(worker.pid(), file);
      if (reason.isEmpty()) {
        return file;
      }
    } catch (IOException e) {
      reason = e.toString();
    }
    System.getLogger("dev.prefork")
        .log(System.Logger.Level.DEBUG, "jcmd wrote no thread dump of {0}: {1}", worker, reason);
    worker.kill(Signal.SIGQUIT);
    return null;
  }

  private Path file(Worker worker) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    removeOldest();
    String time = TIME.format(Instant.now());
    return directory.resolve("threads-%s-worker-%d.txt".formatted(time, worker.id()));
  }

  private void removeOldest() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> files = entries.sorted(Comparator.reverseOrder()).skip(MAX_FILES - 1).toList();
      for (Path old : files) {
        Files.deleteIfExists(old);
      }
    }
  }

  /** Returns why there is no dump; empty if there is one. */
  private static String dump(long pid, Path file) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "Thread.dump_to_file", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "no answer within " + TIMEOUT_SECONDS + " s";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    return Files.exists(file) ? "" : "jcmd exited with status " + process.exitValue();
  }
}
