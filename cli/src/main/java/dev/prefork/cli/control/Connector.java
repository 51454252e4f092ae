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

/** Connects to the control socket of a cluster, or explains why that fails. */
final class Connector {
  private static final long RETRY_MILLIS = 50;

  private final Path socket;
  private final String name;

  Connector(Path socket, String name) {
    this.socket = socket;
    this.name = name;
  }

  /** Why an attempt to connect failed. */
  private enum Failure {
    /** There is no socket. */
    ABSENT,
    /** No process listens on the socket. */
    DEAD,
    /** A process listens, but the queue of clients is full. */
    FULL,
    /** The permissions do not allow it. */
    FORBIDDEN
  }

  /** Returns whether a process listens, even if it does not accept. */
  static boolean isAlive(Path socket) throws IOException {
    try {
      attempt(socket).close();
      return true;
    } catch (IOException e) {
      return switch (failure(socket, e)) {
        case ABSENT, DEAD -> false;
        case FULL -> true;
        case FORBIDDEN -> throw forbidden(socket, e);
      };
    }
  }

  /** Connects. Retries while the queue of clients is full, until the timeout. */
  SocketChannel connect(Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return attempt(socket);
      } catch (IOException e) {
        Failure failure = failure(socket, e);
        if (failure != Failure.FULL || System.nanoTime() > end) {
          throw explained(failure, e);
        }
        pause(e);
      }
    }
  }

  /** Non-blocking: a stopped primary with many clients would block a connect. */
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

  private static Failure failure(Path socket, IOException fault) {
    return switch (fault) {
      case ConnectException _ -> Failure.DEAD;
      case BindException _ -> Failure.FORBIDDEN; // the JDK maps EACCES to it
      default -> Files.exists(socket) ? Failure.FULL : Failure.ABSENT;
    };
  }

  private ControlException explained(Failure failure, IOException fault) {
    return switch (failure) {
      case ABSENT ->
          new ControlException.NotRunning(
              "no cluster '" + name + "' found: prefork ls lists all clusters");
      case DEAD ->
          new ControlException.NotRunning(
              "cluster '" + name + "' is dead, its primary was killed: start it again");
      case FULL ->
          new ControlException(
              ("connecting to cluster '%s' failed (%s): its primary has too many clients, or is"
                      + " stopped (SIGSTOP) or overloaded; try again later")
                  .formatted(name, IoReason.of(fault)),
              fault);
      case FORBIDDEN -> forbidden(socket, fault);
    };
  }

  private static ControlException forbidden(Path socket, IOException fault) {
    return new ControlException(
        "connecting to %s failed (%s): it belongs to another user; run the command as that user"
            .formatted(socket, IoReason.of(fault)),
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
