package dev.prefork.internal.supervisor.logs;

import dev.prefork.internal.host.WorkingDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log file that is renamed to {@code file.1} when it is full, and {@code file.1} to {@code
 * file.2}. If another program renames or deletes the file, as logrotate does, a new one is created
 * within a second. Used by one thread at a time.
 */
final class RotatingFile implements LineWriter.Target {
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final long rotateAt;
  private final int keep;
  private final Consumer<IOException> onRenameFailure;
  private FileChannel channel;
  private @Nullable Object key;
  private long size;

  /** Bytes until the file is full. */
  private long room;

  private long checkedAt;

  /** True while the file does not exist and cannot be created. */
  private boolean absent;

  /**
   * Opens the file.
   *
   * @param onRenameFailure called when the file cannot be renamed and keeps growing
   * @throws IOException if the file cannot be opened for writing
   */
  RotatingFile(Path path, long rotateAt, int keep, Consumer<IOException> onRenameFailure)
      throws IOException {
    this.path = WorkingDirectory.resolve(path);
    this.rotateAt = rotateAt;
    this.keep = keep;
    this.onRenameFailure = onRenameFailure;
    this.channel = open(this.path);
    reset();
  }

  private static FileChannel open(Path path) throws IOException {
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private void reset() throws IOException {
    key = keyOnDisk();
    size = channel.size();
    room = rotateAt - size;
    checkedAt = System.nanoTime();
    absent = false;
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (absent || isReplaced()) {
      reopen();
    }
    if (size > 0 && lines.length > room) {
      rotate();
    }
    append(ByteBuffer.wrap(lines));
    size += lines.length;
    room -= lines.length;
  }

  private void append(ByteBuffer lines) throws IOException {
    try {
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
    } catch (IOException e) {
      cut(e); // a full disk may have taken a part of a line
      throw e;
    }
  }

  private void cut(IOException reason) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private boolean isReplaced() throws IOException {
    if (System.nanoTime() - checkedAt < CHECK_NANOS) {
      return false;
    }
    checkedAt = System.nanoTime();
    size = channel.size(); // another program may have truncated the file
    room = Math.max(room, rotateAt - size);
    return !Objects.equals(key, keyOnDisk());
  }

  private @Nullable Object keyOnDisk() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Until the new file is open, writing fails: lines in a deleted file would be lost unnoticed. */
  private void reopen() throws IOException {
    absent = true;
    FileChannel old = channel;
    channel = open(path);
    old.close();
    reset();
  }

  private void rotate() throws IOException {
    try {
      renameAll();
    } catch (IOException e) {
      onRenameFailure.accept(e);
      room = rotateAt;
      return;
    }
    reopen();
  }

  private void renameAll() throws IOException {
    for (int i = keep; i > 1; i--) {
      rename(renamed(i - 1), renamed(i));
    }
    if (keep > 0) {
      rename(path, renamed(1));
    } else {
      Files.deleteIfExists(path);
    }
  }

  private Path renamed(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  private static void rename(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
