package dev.prefork.internal.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Locks a directory with {@code flock}. The kernel releases the lock when the process ends for any
 * reason. Containers that share a directory see each other's locks. A stopped process keeps its
 * lock.
 */
public final class DirectoryLock implements AutoCloseable {
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;

  private final Fd descriptor;

  private DirectoryLock(Fd descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Acquires the lock without waiting.
   *
   * @return null if another process holds the lock
   * @throws IOException if the directory does not exist, or its file system does not support locks
   */
  public static @Nullable DirectoryLock tryTake(Path directory) throws IOException {
    Libc libc = new Libc();
    Struct path = libc.copy(directory.toString().getBytes(StandardCharsets.UTF_8));
    int opened = libc.open(path, O_CLOEXEC | O_NONBLOCK);
    Fd descriptor = new Fd(ErrnoException.check(opened, "open", directory));
    int result = libc.flock(descriptor.number(), LOCK_EX | LOCK_NB);
    if (result == 0) {
      return new DirectoryLock(descriptor);
    }
    descriptor.close();
    if (!Errno.EAGAIN.is(result)) {
      ErrnoException.check(result, "flock", directory);
    }
    return null;
  }

  /** Returns true if the path is the locked directory itself, not a link to it. */
  public boolean holds(Path directory) throws IOException {
    Path held = Path.of("/proc/self/fd/" + descriptor.number());
    Object key = Files.readAttributes(held, BasicFileAttributes.class).fileKey();
    return Objects.equals(
        key,
        Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey());
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
