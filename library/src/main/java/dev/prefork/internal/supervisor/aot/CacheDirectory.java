package dev.prefork.internal.supervisor.aot;

import dev.prefork.internal.host.WorkingDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where caches are. Several clusters may use it at a time: a cache appears there when it is whole,
 * by a change of its name. What a JVM maps from there is code, so nobody else may write there.
 */
final class CacheDirectory {
  /** A cache has some 10 to 100 megabytes. */
  private static final int MOST = 6;

  /** No training takes so long. */
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private static final String CACHE = ".aot";

  private final Path directory;

  private CacheDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * The directory of this user, made if it is not there.
   *
   * @param environment may say where: for a service of systemd's, or for all programs
   * @throws IOException if there is none that is ours alone
   */
  static CacheDirectory open(Map<String, String> environment, String home) throws IOException {
    Path directory = WorkingDirectory.resolve(place(environment, home));
    if (!directory.isAbsolute() || directory.toString().contains(":")) {
      throw new IOException(directory + " cannot be named in an option of the JVM");
    }
    Files.createDirectories(directory.getParent());
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    requireOurs(directory);
    return new CacheDirectory(directory);
  }

  private static Path place(Map<String, String> environment, String home) {
    String ofService = environment.getOrDefault("CACHE_DIRECTORY", "");
    String ofUser = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!ofService.isEmpty()) {
      return Path.of(ofService.split(":", -1)[0], "prefork");
    }
    return ofUser.isEmpty() ? Path.of(home, ".cache", "prefork") : Path.of(ofUser, "prefork");
  }

  private static void requireOurs(Path directory) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
    Object owner = Files.getAttribute(directory, "unix:uid");
    Object us = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!owner.equals(us)
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || !Files.isWritable(directory)) {
      throw new IOException(directory + " is not ours alone to write to");
    }
  }

  /** The cache of this name, if it is there; it counts as used. */
  @Nullable Path find(String name) {
    Path cache = directory.resolve(name + CACHE);
    try {
      Files.setLastModifiedTime(cache, FileTime.from(Instant.now()));
      return cache;
    } catch (IOException e) {
      return Files.isReadable(cache) ? cache : null;
    }
  }

  /** Where a new cache is written. */
  Path temporary(String name) {
    return directory.resolve(name + "." + ProcessHandle.current().pid() + ".tmp");
  }

  /** Gives a new cache its name, and removes those that were not used for longest. */
  void publish(Path temporary, String name) throws IOException {
    Files.move(temporary, directory.resolve(name + CACHE), StandardCopyOption.ATOMIC_MOVE);
    prune();
  }

  private void prune() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files = all.toList();
      List<Path> caches =
          files.stream()
              .filter(file -> file.toString().endsWith(CACHE))
              .sorted(Comparator.comparing(CacheDirectory::used).reversed())
              .toList();
      for (Path file : caches.subList(Math.min(MOST, caches.size()), caches.size())) {
        Files.deleteIfExists(file);
      }
      Instant before = Instant.now().minus(LEFT_BEHIND);
      for (Path file : files) {
        if (!file.toString().endsWith(CACHE) && used(file).isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Instant used(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH; // somebody else has removed it
    }
  }

  /** Removes a cache. */
  void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name + CACHE));
  }

  /**
   * Lets one at a time train a cache; it ends with the process as well.
   *
   * @return null if somebody else does
   */
  @Nullable FileChannel lock(String name) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return file;
      }
    } catch (OverlappingFileLockException e) {
      // somebody else in this process
    }
    file.close();
    return null;
  }
}
