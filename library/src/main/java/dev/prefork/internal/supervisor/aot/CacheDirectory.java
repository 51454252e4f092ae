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
 * The directory of AOT caches, which clusters share. A complete cache appears there under its name
 * by a rename. A JVM maps code from a cache, so no other user may write to the directory.
 */
final class CacheDirectory {
  /** The number of caches to keep, of 10 to 100 MB each. */
  private static final int MAX_CACHES = 6;

  /** Temporary files that are older are left over from a killed process. */
  private static final Duration MAX_TRAINING = Duration.ofHours(1);

  private static final String CACHE = ".aot";

  private final Path directory;

  private CacheDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens the directory of this user and creates it if necessary.
   *
   * @param environment may have the location: {@code CACHE_DIRECTORY} or {@code XDG_CACHE_HOME}
   * @throws IOException if the directory cannot be created, or another user may write to it
   */
  static CacheDirectory open(Map<String, String> environment, String home) throws IOException {
    Path directory = WorkingDirectory.resolve(place(environment, home));
    if (!directory.isAbsolute() || directory.toString().contains(":")) {
      throw new IOException(
          directory + " is relative or contains a colon, which JVM options do not allow");
    }
    Files.createDirectories(directory.getParent());
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    requirePrivate(directory);
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

  private static void requirePrivate(Path directory) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
    Object owner = Files.getAttribute(directory, "unix:uid");
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!owner.equals(user)
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || !Files.isWritable(directory)) {
      throw new IOException(directory + " must belong to this user and be writable by no other");
    }
  }

  /** Returns the cache with this name, or null, and marks it as used. */
  @Nullable Path find(String name) {
    Path cache = directory.resolve(name + CACHE);
    try {
      Files.setLastModifiedTime(cache, FileTime.from(Instant.now()));
      return cache;
    } catch (IOException e) {
      return Files.isReadable(cache) ? cache : null;
    }
  }

  /** Returns the temporary file for a new cache. */
  Path temporary(String name) {
    return directory.resolve(name + "." + ProcessHandle.current().pid() + ".tmp");
  }

  /** Renames a new cache to its name, and removes the least recently used ones. */
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
      for (Path file : caches.subList(Math.min(MAX_CACHES, caches.size()), caches.size())) {
        Files.deleteIfExists(file);
      }
      Instant before = Instant.now().minus(MAX_TRAINING);
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
      return Instant.EPOCH; // another process has removed it
    }
  }

  /** Removes a cache. */
  void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name + CACHE));
  }

  /**
   * Locks the training of a cache. The lock ends with the process.
   *
   * @return null if another process trains this cache
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
      // this process has the lock
    }
    file.close();
    return null;
  }
}
