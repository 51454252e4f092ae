package dev.prefork.internal.worker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finding the primary's socket, and removing that of a dead one. */
final class PrimarySocket {
  /** Not a time: a machine that stands still for a while must not use up what the primary needs. */
  private static final int LOOKS_FOR_PRIMARY = 10_000;

  /**
   * About a second: on a busy machine a process that was killed may take long to close its
   * descriptors, and a worker that is not waited for any more has the time.
   */
  private static final int LOOKS_FOR_DEAD = 1000;

  private PrimarySocket() {}

  /**
   * Connects. While this JVM started, a primary that forks for the first time may still have been
   * getting ready.
   */
  static PrimaryStream connect(WorkerEnvironment environment) throws IOException {
    Path path = environment.primaryAddress();
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    for (int look = 1; true; look++) {
      try {
        return PrimaryStream.connect(address);
      } catch (SocketException e) {
        if (!mayCome(path) || look == LOOKS_FOR_PRIMARY || environment.isVoid()) {
          throw new IOException(path + ": " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  /** Whatever was there a moment ago: the socket's directory goes when the primary does. */
  private static boolean mayCome(Path path) {
    Path directory = path.getParent();
    return directory != null && Files.isDirectory(directory);
  }

  /**
   * Removes the socket and its directory if nobody listens there any more: a primary that was
   * killed cannot do it. The kernel closes a dying process's descriptors one by one, so its socket
   * may outlive the channel for a moment. One that was killed early has a directory and no socket.
   *
   * @return true if the primary is dead
   */
  static boolean removeIfDead(WorkerEnvironment environment) {
    Path path = environment.primaryAddress();
    for (int look = 0; look < LOOKS_FOR_DEAD; look++) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(path));
        pause();
      } catch (ConnectException e) {
        remove(path);
        return true;
      } catch (IOException e) {
        return removeIfVoid(environment);
      }
    }
    return false;
  }

  private static boolean removeIfVoid(WorkerEnvironment environment) {
    boolean dead = environment.isVoid();
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
      // another worker was faster
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
