package dev.prefork.internal.primary;

import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.internal.sys.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates and removes the directory of the workers' socket. Only the primary's user may enter it,
 * unless a worker runs as another user. The directory is removed when the cluster ends. If the
 * primary is killed with SIGKILL, a worker of the same user or the next primary removes it: see
 * {@link Leftovers}.
 */
final class RuntimeDirectory implements AutoCloseable {
  /** The file name of the socket. */
  static final String SOCKET = "workers";

  /** {@code sun_path} has room for 107 bytes; longer paths fall back to a short directory. */
  private static final int MAX_PATH = 100;

  private static final Path FALLBACK = Path.of("/tmp");

  private final Path directory;
  private volatile @Nullable DirectoryLock lock;
  private boolean open;

  private RuntimeDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Creates the directory.
   *
   * @param forOthers whether a worker runs as another user
   */
  static RuntimeDirectory create(boolean forOthers) throws IOException {
    String name = "prefork-" + HexFormat.of().formatHex(Token.next());
    Path parent = forOthers ? temporary(name) : parent(name);
    Path directory = Files.createDirectory(parent.resolve(name), ownerOnly());
    return new RuntimeDirectory(directory);
  }

  /** {@return the directories in which primaries of this user create theirs} */
  static List<Path> parents() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return runtime == null || runtime.isEmpty()
        ? List.of(temporary, FALLBACK)
        : List.of(Path.of(runtime), temporary, FALLBACK);
  }

  /**
   * Locks the directory until this process ends, to mark it as used. Not done at creation, because
   * linking libc would delay the fork.
   */
  void hold() {
    try {
      lock = DirectoryLock.tryTake(directory);
    } catch (IOException e) { // then no other process can lock it either
      System.getLogger("dev.prefork").log(System.Logger.Level.DEBUG, "cannot lock " + directory, e);
    }
  }

  private static FileAttribute<?> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * Lets all users connect. They need the directory's name, which they can neither guess nor list,
   * and connections without a worker's token are still refused. The socket must exist.
   */
  void openToOthers() throws IOException {
    if (!open) {
      Files.setPosixFilePermissions(socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
      open = true;
    }
  }

  private static Path parent(String name) {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime == null || runtime.isEmpty()) {
      return temporary(name);
    }
    Path directory = WorkingDirectory.resolve(Path.of(runtime));
    return fits(directory, name) && Files.isWritable(directory) ? directory : temporary(name);
  }

  private static Path temporary(String name) {
    Path temporary = WorkingDirectory.resolve(Path.of(System.getProperty("java.io.tmpdir")));
    return fits(temporary, name) ? temporary : FALLBACK;
  }

  private static boolean fits(Path parent, String name) {
    return parent.resolve(name).resolve(SOCKET).toString().length() <= MAX_PATH;
  }

  Path socket() {
    return directory.resolve(SOCKET);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(socket());
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      System.getLogger("dev.prefork")
          .log(System.Logger.Level.WARNING, "cannot remove " + directory, e);
    }
    DirectoryLock held = lock;
    if (held != null) {
      held.close();
    }
  }
}
