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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of AOT caches, which clusters share. A complete cache appears there under its name
 * by a rename. A JVM maps code from a cache, so no other user may write to the directory.
 */
final class CacheDirectory {
  /** The number of caches to keep, of 10 to 100 MB each. */
  private static final int MAX_CACHES = 6;

  static final String CACHE = ".aot";

  private static final Pattern LEFTOVER = Pattern.compile(".*\\.(\\d+)\\.(tmp|config)");

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

  /** Returns the best kind of cache with this name, or null, and marks the cache as used. */
  @Nullable CacheKind best(String name) {
    for (CacheKind kind : CacheKind.values()) {
      if (use(file(name, kind))) {
        return kind;
      }
    }
    return null;
  }

  private static boolean use(Path cache) {
    try {
      Files.setLastModifiedTime(cache, FileTime.from(Instant.now()));
      return true;
    } catch (IOException e) {
      return Files.isReadable(cache);
    }
  }

  /** Returns the file of a cache. */
  Path file(String name, CacheKind kind) {
    return directory.resolve(name + kind.suffix());
  }

  /** Returns the temporary file for a new cache. */
  Path temporary(String name) {
    return own(name, "tmp");
  }

  /** Returns the file for what a worker records. */
  Path configuration(String name) {
    return own(name, "config");
  }

  private Path own(String name, String suffix) {
    return directory.resolve(name + "." + ProcessHandle.current().pid() + "." + suffix);
  }

  /** Renames a new cache to its name, and removes worse and the least recently used ones. */
  void publish(Path temporary, String name, CacheKind kind, Served served) throws IOException {
    Path cache = file(name, kind);
    CacheInfo.write(cache, served);
    Files.move(temporary, cache, StandardCopyOption.ATOMIC_MOVE);
    if (kind == CacheKind.PROFILES) {
      delete(file(name, CacheKind.CLASSES));
    }
    prune();
  }

  private static void delete(Path cache) throws IOException {
    Files.deleteIfExists(cache);
    Files.deleteIfExists(CacheInfo.of(cache));
  }

  private void prune() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> caches =
          files
              .filter(file -> file.toString().endsWith(CACHE))
              .sorted(Comparator.comparing(CacheDirectory::used).reversed())
              .toList();
      for (Path file : caches.subList(Math.min(MAX_CACHES, caches.size()), caches.size())) {
        delete(file);
      }
    }
  }

  /** Removes what killed supervisors have left. */
  void removeLeftovers() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(CacheDirectory::isLeftOver).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isLeftOver(Path file) {
    Matcher matcher = LEFTOVER.matcher(file.toString());
    return matcher.matches() && !isAlive(Long.parseLong(matcher.group(1)));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static Instant used(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH; // another process has removed it
    }
  }

  /** Removes the caches with this name. */
  void delete(String name) throws IOException {
    for (CacheKind kind : CacheKind.values()) {
      delete(file(name, kind));
    }
  }

  /** Returns whether nobody records for this cache. */
  boolean isUnlocked(String name) throws IOException {
    FileChannel lock = lock(name);
    if (lock != null) {
      lock.close();
    }
    return lock != null;
  }

  /**
   * Locks the recording for a cache. The lock ends with the process.
   *
   * @return null if a worker of this or another cluster records for this cache
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
