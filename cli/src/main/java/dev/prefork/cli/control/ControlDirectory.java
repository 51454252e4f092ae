package dev.prefork.cli.control;

import dev.prefork.internal.host.IoReason;
import dev.prefork.internal.host.WorkingDirectory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The directory with the control sockets of one user's clusters. No other user may enter it. */
public final class ControlDirectory {
  /** {@code sun_path} holds 108 bytes with the zero at the end; this leaves a margin. */
  static final int MAX_PATH_BYTES = 99;

  private static final String SUFFIX = ".sock";
  private static final String LOCK = ".lock";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** A file lock belongs to the process. This lock is for its threads. */
  private static final ReentrantLock THREAD_LOCK = new ReentrantLock();

  private final Path directory;

  /** The directory is created when a cluster needs it. */
  public ControlDirectory(Path directory) {
    this.directory = WorkingDirectory.resolve(directory);
  }

  /**
   * Returns the directory of this user.
   *
   * @param runtime {@code XDG_RUNTIME_DIR}, empty if it is not set
   * @param home the user's home
   */
  public static ControlDirectory of(String runtime, String home) {
    return new ControlDirectory(
        runtime.isEmpty() ? Path.of(home, ".prefork", "run") : Path.of(runtime, "prefork"));
  }

  /** {@return the path of the socket of a cluster} */
  public Path socket(String name) {
    return directory.resolve(name + SUFFIX);
  }

  /** {@return the names of all clusters with a socket, including dead ones} */
  public List<String> names() throws ControlException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        names.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new ControlException(
          "reading directory %s failed (%s): set XDG_RUNTIME_DIR to a directory that you own"
              .formatted(directory, IoReason.of(e)),
          e);
    }
    names.sort(null);
    return names;
  }

  /** {@return whether the primary of the cluster is alive} */
  public boolean isAlive(String name) throws IOException {
    return Connector.isAlive(socket(name));
  }

  /**
   * Creates the socket of a cluster, and replaces that of a dead primary.
   *
   * @throws ControlException.Taken if a cluster with this name is running
   */
  ServerSocketChannel claim(String name) throws ControlException {
    Path socket = socket(name);
    check(socket);
    THREAD_LOCK.lock();
    try {
      create();
      try (FileChannel file =
              FileChannel.open(
                  directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = file.lock()) {
        return bind(name, socket);
      }
    } catch (ControlException e) {
      throw e;
    } catch (IOException e) {
      throw new ControlException(
          "creating a control socket in %s failed (%s): %s"
              .formatted(directory, IoReason.of(e), advice()),
          e);
    } finally {
      THREAD_LOCK.unlock();
    }
  }

  private static void check(Path socket) throws ControlException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_PATH_BYTES) {
      throw new ControlException(
          ("path of the control socket too long (%d bytes, at most %d): %s; set"
                  + " XDG_RUNTIME_DIR to a shorter path, or use a shorter --name")
              .formatted(length, MAX_PATH_BYTES, socket));
    }
  }

  private void create() throws IOException {
    FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    Files.createDirectories(directory, ownerOnly);
    if (!Files.getPosixFilePermissions(directory).equals(OWNER_ONLY)) {
      throw new ControlException(
          "other users may enter %s, the directory of control sockets: run chmod 700 %s"
              .formatted(directory, directory));
    }
    if (!Files.getOwner(directory).equals(user())) {
      throw new ControlException(directory + " belongs to another user: " + advice());
    }
  }

  /** Returns the user of this process. */
  static UserPrincipal user() throws IOException {
    return Files.getOwner(Path.of("/proc/self"));
  }

  private static String advice() {
    return "set XDG_RUNTIME_DIR to a directory that you own, or use --control off";
  }

  /** The caller holds the lock. */
  private static ServerSocketChannel bind(String name, Path socket) throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      if (Connector.isAlive(socket)) {
        throw new ControlException.Taken(taken(name));
      }
      Files.delete(socket);
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket), 128);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** {@return the error for a name that a running cluster has} */
  public static String taken(String name) {
    return "cluster '" + name + "' is already running: stop it, or choose another --name";
  }

  /** Removes the socket of a cluster, after its server was closed. */
  void release(String name) throws IOException {
    Files.deleteIfExists(socket(name));
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
