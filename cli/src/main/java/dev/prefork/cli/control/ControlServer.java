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
 * A cluster's end of its control socket. Each client has a virtual thread, and none can hold up the
 * cluster or another client: there may be only so many, and each has so much time.
 */
public final class ControlServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork.cli");

  static final int MOST_CLIENTS = 256;

  private static final long RETRY_MILLIS = 1000;

  /** For answers that are under way when the cluster ends. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final ControlDirectory directory;
  private final String name;
  private final ServerSocketChannel server;
  private final UserPrincipal us;
  private final Responder responder;
  private final Patience patience;
  private final Set<ClientSession> conversations = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("prefork-control-watch").factory());

  /**
   * What a client may take.
   *
   * @param asking until it has sent its request
   * @param reading until it has taken an answer
   */
  record Patience(Duration asking, Duration reading) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  private ControlServer(
      ControlDirectory directory,
      String name,
      ServerSocketChannel server,
      Responder responder,
      Patience patience)
      throws IOException {
    this.directory = directory;
    this.name = name;
    this.server = server;
    this.us = ControlDirectory.us();
    this.responder = responder;
    this.patience = patience;
  }

  /**
   * Makes the socket and serves it.
   *
   * @throws ControlException if it cannot be made, or the name is taken
   */
  public static ControlServer open(ControlDirectory directory, String name, Responder responder)
      throws IOException {
    return open(directory, name, responder, Patience.DEFAULT);
  }

  static ControlServer open(
      ControlDirectory directory, String name, Responder responder, Patience patience)
      throws IOException {
    ServerSocketChannel server = directory.claim(name);
    ControlServer control = new ControlServer(directory, name, server, responder, patience);
    long period = Math.max(1, patience.asking().toMillis() / 4);
    var _ =
        control.watch.scheduleAtFixedRate(control::sweep, period, period, TimeUnit.MILLISECONDS);
    Thread.ofPlatform().daemon().name("prefork-control").start(control::accept);
    return control;
  }

  private void accept() {
    try {
      while (true) {
        acceptOne();
      }
    } catch (ClosedChannelException e) {
      // the end
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Without descriptors there are no clients, but there will be. */
  private void acceptOne() throws ClosedChannelException, InterruptedException {
    try {
      welcome(server.accept());
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "accepting a client of the control socket failed ({0}); trying again",
          IoReason.of(e));
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
  }

  private void welcome(SocketChannel client) {
    ClientSession conversation = new ClientSession(client, us, responder, patience);
    if (conversations.size() >= MOST_CLIENTS) {
      conversation.refuse(
          "the cluster has "
              + MOST_CLIENTS
              + " clients already, and takes no more: end some (prefork logs -f, prefork top), or"
              + " try again");
      return;
    }
    conversations.add(conversation);
    Thread.ofVirtual()
        .name("prefork-control-client")
        .start(
            () -> {
              try {
                conversation.run();
              } finally {
                conversations.remove(conversation);
              }
            });
  }

  /** Hangs up on those that take too long. */
  private void sweep() {
    long now = System.nanoTime();
    conversations.stream().filter(one -> one.isLate(now)).forEach(ClientSession::close);
  }

  /** Stops serving and removes the socket. Answers that are under way are written first. */
  @Override
  public void close() throws IOException {
    server.close();
    directory.release(name);
    watch.shutdownNow();
    long end = System.nanoTime() + LAST_WORDS.toNanos();
    conversations.forEach(one -> one.awaitEnd(end - System.nanoTime()));
    conversations.forEach(ClientSession::close);
  }
}
