package dev.prefork.cli.control;

import dev.prefork.internal.host.IoReason;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a command gets to a cluster's control socket, and why it does not. */
final class Connecting {
  private static final long RETRY_MILLIS = 50;

  private final Path socket;
  private final String name;

  Connecting(Path socket, String name) {
    this.socket = socket;
    this.name = name;
  }

  /** What one attempt comes to, if it does not end in a connection. */
  private enum Obstacle {
    /** There is no such file. */
    ABSENT,
    /** Nobody listens any more. */
    DEAD,
    /** Somebody listens, and so many wait for him that no more may. */
    FULL,
    /** The operating system does not let us. */
    FORBIDDEN
  }

  /** Whether somebody listens: true also for one that does not come to accept. */
  static boolean isAlive(Path socket) throws IOException {
    try {
      attempt(socket).close();
      return true;
    } catch (IOException e) {
      return switch (obstacle(socket, e)) {
        case ABSENT, DEAD -> false;
        case FULL -> true;
        case FORBIDDEN -> throw forbidden(socket, e);
      };
    }
  }

  /** Connects. While too many others wait it tries again, for so long. */
  SocketChannel connect(Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return attempt(socket);
      } catch (IOException e) {
        Obstacle obstacle = obstacle(socket, e);
        if (obstacle != Obstacle.FULL || System.nanoTime() > end) {
          throw explained(obstacle, e);
        }
        pause(e);
      }
    }
  }

  /** Not blocking: a stopped primary with many clients would have us wait. */
  private static SocketChannel attempt(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(true);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Obstacle obstacle(Path socket, IOException fault) {
    return switch (fault) {
      case ConnectException _ -> Obstacle.DEAD;
      case BindException _ -> Obstacle.FORBIDDEN; // so the JDK calls EACCES
      default -> Files.exists(socket) ? Obstacle.FULL : Obstacle.ABSENT;
    };
  }

  private ControlException explained(Obstacle obstacle, IOException fault) {
    return switch (obstacle) {
      case ABSENT ->
          new ControlException.NotRunning(
              "there is no cluster '" + name + "': prefork ls shows those there are");
      case DEAD ->
          new ControlException.NotRunning(
              "cluster '" + name + "' has died: its primary was killed; start it again");
      case FULL ->
          new ControlException(
              "connecting to cluster '"
                  + name
                  + "' failed ("
                  + IoReason.of(fault)
                  + "): its primary has too many clients, is stopped (SIGSTOP) or overloaded; try"
                  + " again when that is over",
              fault);
      case FORBIDDEN -> forbidden(socket, fault);
    };
  }

  private static ControlException forbidden(Path socket, IOException fault) {
    return new ControlException(
        "connecting to "
            + socket
            + " failed ("
            + IoReason.of(fault)
            + "): it is another user's; give the command as that user",
        fault);
  }

  private static void pause(IOException fault) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault;
    }
  }
}
