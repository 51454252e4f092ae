package dev.prefork.internal.dispatch;

import dev.prefork.internal.sys.FileUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The path of a listening Unix-domain socket. Programs delete the path before they bind, because it
 * may be left from their last run; in a cluster, they would delete the path of the socket that
 * other workers serve. So a second hard link is kept beside it, from which the path can be
 * restored. The socket and the connections in its backlog are not affected.
 */
final class SocketFile {
  private final Path path;
  private final Path secondLink;
  private final FileUser user;
  private final boolean external;
  private final @Nullable Object identity;
  private final Thread deletionHook = new Thread(this::deleteOnShutdown, "prefork-socket-file");

  /**
   * Takes ownership of the path of a socket that was just bound. Call this with the user's rights.
   *
   * @param user the user whose rights apply when the path is restored or deleted
   * @throws IOException if the file system does not support hard links
   */
  SocketFile(Path path, FileUser user) throws IOException {
    this(path, user, false);
  }

  /**
   * Returns the path of a socket that the service manager has bound. This process never deletes
   * that path, and keeps the second link until it exits, because a port may use the socket again.
   *
   * @throws IOException if the file system does not support hard links, or creating one is denied
   */
  static SocketFile ofServiceManager(Path path) throws IOException {
    return new SocketFile(path, FileUser.CURRENT, true);
  }

  private SocketFile(Path path, FileUser user, boolean external) throws IOException {
    this.path = path;
    this.user = user;
    this.external = external;
    this.secondLink = path.resolveSibling("." + path.getFileName() + ".prefork");
    Files.deleteIfExists(secondLink); // left by a primary that was killed
    Files.createLink(secondLink, path);
    this.identity = identityOf(secondLink);
    Runtime.getRuntime().addShutdownHook(deletionHook);
  }

  /** Deletes the links if the JVM exits while the port is open. */
  private void deleteOnShutdown() {
    try {
      user.call(this::deleteLinks);
    } catch (IOException e) {
      // the next primary that binds the path deletes it
    }
  }

  /** Returns device and inode, which no other file gets while the socket is open. */
  private static @Nullable Object identityOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private boolean isThisSocket(Path file) throws IOException {
    try {
      return Objects.equals(identityOf(file), identity);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Restores the path if it has been deleted.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the path now belongs to another file
   */
  void restore() throws IOException {
    user.call(this::link);
  }

  private @Nullable Void link() throws IOException {
    if (isThisSocket(path)) {
      return null;
    }
    if (!isThisSocket(secondLink)) {
      throw new NoSuchFileException(secondLink.toString());
    }
    Files.createLink(path, secondLink);
    return null;
  }

  /** Deletes both links if they still belong to the socket; keeps the service manager's. */
  void delete() throws IOException {
    if (external) {
      return;
    }
    user.call(this::deleteLinks);
    try {
      Runtime.getRuntime().removeShutdownHook(deletionHook);
    } catch (IllegalStateException e) {
      // the JVM is exiting: the hook deletes the links
    }
  }

  private @Nullable Void deleteLinks() throws IOException {
    for (Path link : external ? List.of(secondLink) : List.of(path, secondLink)) {
      if (isThisSocket(link)) {
        Files.deleteIfExists(link);
      }
    }
    return null;
  }
}
