package dev.prefork.internal.worker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connects to the primary's socket, and removes the socket of a dead primary. */
final class PrimarySocket {
  /**
   * Attempts instead of a time limit, because a suspended machine must not use up the primary's
   * time.
   */
  private static final int CONNECT_ATTEMPTS = 10_000;

  /** About a second: on a busy machine a killed process may take long to close its descriptors. */
  private static final int REMOVE_ATTEMPTS = 1000;

  private PrimarySocket() {}

  /**
   * Connects, and retries while a primary may still be starting: it starts while the JVM of its
   * first worker does.
   */
  static PrimaryStream connect(WorkerEnvironment environment) throws IOException {
    Path path = environment.primaryAddress();
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    for (int attempt = 1; true; attempt++) {
      try {
        return PrimaryStream.connect(address);
      } catch (SocketException e) {
        if (!mayBeStarting(path) || attempt == CONNECT_ATTEMPTS || environment.isPrimaryGone()) {
          throw new IOException(path + ": " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  /** The socket's directory is removed when the primary ends. */
  private static boolean mayBeStarting(Path path) {
    Path directory = path.getParent();
    return directory != null && Files.isDirectory(directory);
  }

  /**
   * Removes the socket and its directory if the primary was killed and could not do so. The kernel
   * closes the descriptors of a dying process one by one, so the socket may outlive the channel for
   * a moment. A primary that was killed early has a directory but no socket.
   *
   * @return true if the primary is dead
   */
  static boolean removeIfDead(WorkerEnvironment environment) {
    Path path = environment.primaryAddress();
    for (int attempt = 0; attempt < REMOVE_ATTEMPTS; attempt++) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(path));
        pause();
      } catch (ConnectException e) {
        remove(path);
        return true;
      } catch (IOException e) {
        return removeIfPrimaryGone(environment);
      }
    }
    return false;
  }

  private static boolean removeIfPrimaryGone(WorkerEnvironment environment) {
    boolean dead = environment.isPrimaryGone();
    if (dead) {
      remove(environment.primaryAddress());
    }
    return dead;
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(path.resolve("..").normalize());
    } catch (IOException e) {
      // another worker has removed them
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
