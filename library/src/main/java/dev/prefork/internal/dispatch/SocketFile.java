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
 * The path of a listening Unix socket. Programs delete it before they bind, because it may be left
 * from their last run; in a cluster that is the path which leads to the others' socket. So there is
 * a second link to the same socket beside it, and the path can be made anew from that: the socket
 * stays the one that all workers serve, and what waits in it waits on.
 */
final class SocketFile {
  private final Path path;
  private final Path secondLink;
  private final FileUser user;
  private final boolean external;
  private final @Nullable Object identity;
  private final Thread deletionHook = new Thread(this::deleteOnShutdown, "prefork-socket-file");

  /**
   * Takes over what a socket was just bound to. To be called by the user.
   *
   * @param user with whose rights the path is made anew and deleted
   * @throws IOException if the file system has no hard links
   */
  SocketFile(Path path, FileUser user) throws IOException {
    this(path, user, false);
  }

  /**
   * What somebody else has bound a socket to, who lends it to this process: the path is not ours to
   * delete, and a port may ask for it again, so the second link stays until the process ends.
   *
   * @throws IOException if the file system has no hard links, or we may not make one
   */
  static SocketFile ofServiceManager(Path path) throws IOException {
    return new SocketFile(path, FileUser.CURRENT, true);
  }

  private SocketFile(Path path, FileUser user, boolean external) throws IOException {
    this.path = path;
    this.user = user;
    this.external = external;
    this.secondLink = path.resolveSibling("." + path.getFileName() + ".prefork");
    Files.deleteIfExists(secondLink); // of a primary that was killed
    Files.createLink(secondLink, path);
    this.identity = identityOf(secondLink);
    Runtime.getRuntime().addShutdownHook(deletionHook);
  }

  /** If the JVM ends with the port open. */
  private void deleteOnShutdown() {
    try {
      user.call(this::deleteLinks);
    } catch (IOException e) {
      // whoever binds next deletes it
    }
  }

  /** Device and inode. They are not given to another file while the socket is open. */
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
   * Makes the path lead to the socket if somebody has deleted it.
   *
   * @throws java.nio.file.FileAlreadyExistsException if somebody else has it now
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

  /** Deletes both links, if they still are the socket's, and it is ours. */
  void delete() throws IOException {
    if (external) {
      return;
    }
    user.call(this::deleteLinks);
    try {
      Runtime.getRuntime().removeShutdownHook(deletionHook);
    } catch (IllegalStateException e) {
      // the JVM is ending, and does the same
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
