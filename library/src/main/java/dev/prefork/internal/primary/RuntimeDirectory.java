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
 * The directory with the workers' socket: only our user may enter it, until a worker is somebody
 * else. It goes when the cluster ends. If the primary is killed with SIGKILL, the first worker of
 * our user that notices removes it, or the next primary: see {@link Leftovers}.
 */
final class RuntimeDirectory implements AutoCloseable {
  /** The name of the socket. */
  static final String SOCKET = "workers";

  /** {@code sun_path} has room for 107 bytes; what does not fit goes where names are short. */
  private static final int MAX_PATH = 100;

  private static final Path FALLBACK = Path.of("/tmp");

  private final Path directory;
  private volatile @Nullable DirectoryLock lock;
  private boolean open;

  private RuntimeDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the directory.
   *
   * @param forOthers whether workers of other users are going to come
   */
  static RuntimeDirectory create(boolean forOthers) throws IOException {
    String name = "prefork-" + HexFormat.of().formatHex(Token.next());
    Path parent = forOthers ? temporary(name) : parent(name);
    Path directory = Files.createDirectory(parent.resolve(name), onlyForUs());
    return new RuntimeDirectory(directory);
  }

  /** Where primaries of this user make their directories. */
  static List<Path> parents() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return runtime == null || runtime.isEmpty()
        ? List.of(temporary, FALLBACK)
        : List.of(Path.of(runtime), temporary, FALLBACK);
  }

  /**
   * Shows for as long as this process lives that the directory is somebody's. Not when it is made:
   * whoever forks is not to wait for libc.
   */
  void hold() {
    try {
      lock = DirectoryLock.tryTake(directory);
    } catch (IOException e) { // then nobody else can take it either
      System.getLogger("dev.prefork").log(System.Logger.Level.DEBUG, "cannot lock " + directory, e);
    }
  }

  private static FileAttribute<?> onlyForUs() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * Lets everybody connect who knows the directory's name, which nobody can guess or list. Who is
   * no worker is turned away all the same. The socket has to be there.
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
