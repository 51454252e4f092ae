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
 * A file that is renamed when it is large, to {@code file.1}, and that one to {@code file.2}. If
 * somebody else has renamed or deleted it, as logrotate does, there is a new one within a second.
 * It belongs to one thread at a time.
 */
final class RotatingFile implements LineWriter.Target {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final long rotateAt;
  private final int keep;
  private final Consumer<IOException> unrenamed;
  private FileChannel channel;
  private @Nullable Object key;
  private long size;

  /** Bytes until it is large enough to be renamed. */
  private long room;

  private long looked;

  /** True while there is no file of this name, and none can be made. */
  private boolean absent;

  /**
   * Opens it.
   *
   * @param unrenamed told when it cannot be renamed, and grows on
   * @throws IOException if it cannot be written
   */
  RotatingFile(Path path, long rotateAt, int keep, Consumer<IOException> unrenamed)
      throws IOException {
    this.path = WorkingDirectory.resolve(path);
    this.rotateAt = rotateAt;
    this.keep = keep;
    this.unrenamed = unrenamed;
    this.channel = open(this.path);
    begin();
  }

  private static FileChannel open(Path path) throws IOException {
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private void begin() throws IOException {
    key = keyOnDisk();
    size = channel.size();
    room = rotateAt - size;
    looked = System.nanoTime();
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
      cut(e); // a full disk takes a part of a line
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
    if (System.nanoTime() - looked < LOOK_NANOS) {
      return false;
    }
    looked = System.nanoTime();
    size = channel.size(); // somebody may have cut it
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

  /** What were written to the old one meanwhile, nobody would find. */
  private void reopen() throws IOException {
    absent = true;
    FileChannel old = channel;
    channel = open(path);
    old.close();
    begin();
  }

  private void rotate() throws IOException {
    try {
      renameAll();
    } catch (IOException e) {
      unrenamed.accept(e);
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
