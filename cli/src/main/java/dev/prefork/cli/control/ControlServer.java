package dev.prefork.cli.control;

import dev.prefork.internal.host.IoReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The server of a cluster's control socket. Each client has a virtual thread. The number of clients
 * and the time of each are limited, so that no client delays the cluster or another client.
 */
public final class ControlServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork.cli");

  static final int MAX_CLIENTS = 256;

  private static final long RETRY_MILLIS = 1000;

  /** The time to write pending answers when the cluster ends. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final ControlDirectory directory;
  private final String name;
  private final ServerSocketChannel server;
  private final UserPrincipal user;
  private final Responder responder;
  private final Timeouts timeouts;
  private final Set<ClientSession> sessions = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("prefork-control-timer").factory());

  /**
   * The time limits for a client.
   *
   * @param request the time to send its request
   * @param answer the time to read an answer
   */
  record Timeouts(Duration request, Duration answer) {
    static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  private ControlServer(
      ControlDirectory directory,
      String name,
      ServerSocketChannel server,
      Responder responder,
      Timeouts timeouts)
      throws IOException {
    this.directory = directory;
    this.name = name;
    this.server = server;
    this.user = ControlDirectory.user();
    this.responder = responder;
    this.timeouts = timeouts;
  }

  /**
   * Creates the socket and serves it.
   *
   * @throws ControlException if that fails, or a cluster with this name is running
   */
  public static ControlServer open(ControlDirectory directory, String name, Responder responder)
      throws IOException {
    return open(directory, name, responder, Timeouts.DEFAULT);
  }

  static ControlServer open(
      ControlDirectory directory, String name, Responder responder, Timeouts timeouts)
      throws IOException {
    ServerSocketChannel server = directory.claim(name);
    ControlServer control = new ControlServer(directory, name, server, responder, timeouts);
    long period = Math.max(1, timeouts.request().toMillis() / 4);
    var _ =
        control.timer.scheduleAtFixedRate(
            control::closeOverdue, period, period, TimeUnit.MILLISECONDS);
    Thread.ofPlatform().daemon().name("prefork-control").start(control::accept);
    return control;
  }

  private void accept() {
    try {
      while (true) {
        acceptOne();
      }
    } catch (ClosedChannelException e) {
      // closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Accepting fails while the process has no free descriptors. */
  private void acceptOne() throws ClosedChannelException, InterruptedException {
    try {
      serve(server.accept());
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "accepting a control client failed ({0}), trying again in 1 s",
          IoReason.of(e));
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
  }

  private void serve(SocketChannel client) {
    ClientSession session = new ClientSession(client, user, responder, timeouts);
    if (sessions.size() >= MAX_CLIENTS) {
      session.refuse(
          ("too many control clients (%d): end some, such as prefork logs -f or prefork"
                  + " top, or try again later")
              .formatted(MAX_CLIENTS));
      return;
    }
    sessions.add(session);
    Thread.ofVirtual()
        .name("prefork-control-client")
        .start(
            () -> {
              try {
                session.run();
              } finally {
                sessions.remove(session);
              }
            });
  }

  /** Disconnects clients that are too slow. */
  private void closeOverdue() {
    long now = System.nanoTime();
    sessions.stream().filter(one -> one.isOverdue(now)).forEach(ClientSession::close);
  }

  /** Removes the socket, writes pending answers, and disconnects the clients. */
  @Override
  public void close() throws IOException {
    server.close();
    directory.release(name);
    timer.shutdownNow();
    long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    sessions.forEach(one -> one.awaitEnd(end - System.nanoTime()));
    sessions.forEach(ClientSession::close);
  }
}
