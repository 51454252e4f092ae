package dev.prefork.internal.primary;

import dev.prefork.internal.sys.DirectoryLock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * Removes the directories of primaries that were killed while they had no worker to remove them. A
 * directory is removed only if it is provably unused: its name and owner match, no process
 * {@linkplain DirectoryLock holds} its lock, and no process listens on its socket. Directories
 * younger than a minute are kept, because their primary may not have taken the lock yet.
 */
final class Leftovers {
  private static final System.Logger LOG = System.getLogger("dev.prefork");
  private static final Pattern NAME = Pattern.compile("prefork-[0-9a-f]{32}");
  private static final Duration MIN_AGE = Duration.ofMinutes(1);
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_REMOVED = 1000;

  private final Object user;
  private final Instant now = Instant.now();
  private int entries;
  private int removed;

  private Leftovers() throws IOException {
    user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** Searches the directories in which primaries create their runtime directories. */
  static void sweep(Collection<Path> parents) {
    try {
      Leftovers leftovers = new Leftovers();
      parents.stream().distinct().forEach(leftovers::sweep);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "cannot search for directories of killed primaries", e);
    }
  }

  private void sweep(Path parent) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, this::isCandidate)) {
      for (Path candidate : all) {
        if (removed < MAX_REMOVED) {
          remove(candidate);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot search " + parent + " for directories of killed primaries", e);
    }
  }

  private boolean isCandidate(Path path) throws IOException {
    if (++entries > MAX_ENTRIES || !NAME.matcher(path.getFileName().toString()).matches()) {
      return false;
    }
    FileTime changed = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && user.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))
        && changed.toInstant().plus(MIN_AGE).isBefore(now);
  }

  private void remove(Path directory) {
    Path socket = directory.resolve(RuntimeDirectory.SOCKET);
    try (DirectoryLock lock = DirectoryLock.tryTake(directory)) {
      if (lock != null && lock.holds(directory) && !isListening(socket)) {
        if (isSocket(socket)) {
          Files.delete(socket);
        }
        Files.delete(directory); // fails if it contains another file
        removed++;
        LOG.log(Level.DEBUG, "removed the directory of a killed primary: {0}", directory);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot remove the directory of a killed primary: " + directory, e);
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther();
  }

  /** A primary of an older version takes no lock, but listens on its socket. */
  private static boolean isListening(Path socket) throws IOException {
    if (!isSocket(socket)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false); // the backlog of a suspended primary may be full
      boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
