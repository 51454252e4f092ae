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

/**
 * Where the sockets of one user's clusters are: a directory that nobody else may enter, and in it a
 * socket for each cluster.
 */
public final class ControlDirectory {
  /** {@code sun_path} has room for 108 bytes with the zero at the end; this leaves some. */
  static final int LONGEST_PATH = 99;

  private static final String SUFFIX = ".sock";
  private static final String LOCK = ".lock";
  private static final Set<PosixFilePermission> ONLY_US =
      PosixFilePermissions.fromString("rwx------");

  /** A file's lock is the process's: threads of one need another. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final Path directory;

  /** A directory that is made when it is needed. */
  public ControlDirectory(Path directory) {
    this.directory = WorkingDirectory.resolve(directory);
  }

  /**
   * The directory of this user.
   *
   * @param runtime {@code XDG_RUNTIME_DIR}, empty if it is not set
   * @param home the user's home
   */
  public static ControlDirectory of(String runtime, String home) {
    return new ControlDirectory(
        runtime.isEmpty() ? Path.of(home, ".prefork", "run") : Path.of(runtime, "prefork"));
  }

  /** {@return the socket of a cluster} */
  public Path socket(String name) {
    return directory.resolve(name + SUFFIX);
  }

  /** {@return the names of all clusters that have a socket, also of such that have died} */
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
          "reading the directory "
              + directory
              + " failed ("
              + IoReason.of(e)
              + "); set XDG_RUNTIME_DIR to a directory of yours",
          e);
    }
    names.sort(null);
    return names;
  }

  /** {@return whether the primary of that name lives} */
  public boolean isAlive(String name) throws IOException {
    return Connecting.isAlive(socket(name));
  }

  /**
   * Makes a cluster's socket. One that a dead primary has left is replaced.
   *
   * @throws ControlException.Taken if there is a cluster of that name
   */
  ServerSocketChannel claim(String name) throws ControlException {
    Path socket = socket(name);
    check(socket);
    THREADS.lock();
    try {
      make();
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
          "making the control socket failed: "
              + directory
              + ": "
              + IoReason.of(e)
              + "; "
              + advice(),
          e);
    } finally {
      THREADS.unlock();
    }
  }

  private static void check(Path socket) throws ControlException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw new ControlException(
          "the path of the control socket has "
              + length
              + " bytes and may have "
              + LONGEST_PATH
              + ": "
              + socket
              + "; set XDG_RUNTIME_DIR to a shorter directory, or take a shorter --name");
    }
  }

  private void make() throws IOException {
    FileAttribute<?> onlyUs = PosixFilePermissions.asFileAttribute(ONLY_US);
    Files.createDirectories(directory, onlyUs);
    if (!Files.getPosixFilePermissions(directory).equals(ONLY_US)) {
      throw new ControlException(
          "others may enter " + directory + ", where control sockets are: chmod 700 " + directory);
    }
    if (!Files.getOwner(directory).equals(us())) {
      throw new ControlException(directory + " is not yours; " + advice());
    }
  }

  /** The user that this process is. */
  static UserPrincipal us() throws IOException {
    return Files.getOwner(Path.of("/proc/self"));
  }

  private static String advice() {
    return "set XDG_RUNTIME_DIR to a directory of yours, or give --control off";
  }

  /** Nobody else is here: the lock is held. */
  private static ServerSocketChannel bind(String name, Path socket) throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      if (Connecting.isAlive(socket)) {
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

  /** {@return what is said of a name that a living cluster has} */
  public static String taken(String name) {
    return "a cluster '" + name + "' runs already: stop it, or take another --name";
  }

  /** Removes a cluster's socket, whose server has to be closed. */
  void release(String name) throws IOException {
    Files.deleteIfExists(socket(name));
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
