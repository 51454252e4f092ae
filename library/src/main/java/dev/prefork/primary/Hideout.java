package dev.prefork.primary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * The directory with the workers' socket: only our user may enter it, and it goes when the cluster
 * ends. If the primary is killed with SIGKILL, the first worker that notices removes it.
 */
final class Hideout implements AutoCloseable {
  private static final String SOCKET = "workers";

  /** {@code sun_path} has room for 107 bytes; what does not fit goes where names are short. */
  private static final int LONGEST_PATH = 100;

  private static final Path FALLBACK = Path.of("/tmp");

  private final Path directory;

  private Hideout(Path directory) {
    this.directory = directory;
  }

  static Hideout create() throws IOException {
    String name = "prefork-" + HexFormat.of().formatHex(Secret.next());
    Path directory = Files.createDirectory(parent(name).resolve(name), onlyForUs());
    return new Hideout(directory);
  }

  private static FileAttribute<?> onlyForUs() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  }

  private static Path parent(String name) {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime != null && fits(Path.of(runtime), name) && Files.isWritable(Path.of(runtime))) {
      return Path.of(runtime);
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return fits(temporary, name) ? temporary : FALLBACK;
  }

  private static boolean fits(Path parent, String name) {
    return parent.resolve(name).resolve(SOCKET).toString().length() <= LONGEST_PATH;
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
          .log(System.Logger.Level.WARNING, "removing " + directory + " failed", e);
    }
  }
}
