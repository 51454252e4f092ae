package dev.prefork.cli.control;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/**
 * The connection of one client to the control socket: one request, then answers. If the client
 * disconnects, the requested operation continues.
 */
final class ClientSession implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork.cli");

  /** The answers queued for a slow client. Further progress and lines are dropped. */
  private static final int MAX_QUEUED = 1000;

  private static final long NEVER = Long.MAX_VALUE;

  private final SocketChannel client;
  private final UserPrincipal user;
  private final Responder responder;
  private final ControlServer.Timeouts timeouts;
  private final LinkedBlockingDeque<Answer> queue = new LinkedBlockingDeque<>();
  private final CountDownLatch done = new CountDownLatch(1);

  /** The time by {@link System#nanoTime} after which the client is too slow. */
  private volatile long deadline;

  ClientSession(
      SocketChannel client,
      UserPrincipal user,
      Responder responder,
      ControlServer.Timeouts timeouts) {
    this.client = client;
    this.user = user;
    this.responder = responder;
    this.timeouts = timeouts;
    setDeadline(timeouts.request());
  }

  private void setDeadline(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  boolean isOverdue(long now) {
    return deadline != NEVER && now - deadline > 0;
  }

  /** Refuses the connection, without waiting for the client. */
  void refuse(String reason) {
    try (client) {
      client.configureBlocking(false);
      if (isSameUser()) {
        int _ = client.write(line(new Answer.Refused(reason)));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a control client disconnected", e);
    }
  }

  /** Serves the client until the last answer. */
  void run() {
    try (client) {
      serve();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a control client disconnected", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.countDown();
    }
  }

  private void serve() throws IOException, InterruptedException {
    if (!isSameUser()) {
      return;
    }
    Request request;
    try {
      request = new LineReader(client).readRequest();
    } catch (Protocol.NotUnderstood e) {
      write(new Answer.Refused(String.valueOf(e.getMessage())));
      return;
    }
    if (request != null) {
      answer(request);
    }
  }

  private boolean isSameUser() throws IOException {
    UserPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    if (!peer.equals(user)) {
      LOG.log(Level.WARNING, "rejected a control client of user " + peer);
      return false;
    }
    return true;
  }

  private void answer(Request request) throws IOException, InterruptedException {
    deadline = NEVER;
    Thread.ofVirtual().name("prefork-control-disconnect").start(this::awaitDisconnect);
    try (AutoCloseable _ = responder.respond(request, this::enqueue)) {
      Answer answer;
      do {
        answer = queue.take();
        write(answer);
      } while (!answer.isLast());
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.log(Level.WARNING, "the request " + request + " of a control client failed", e);
      write(new Answer.Refused("the request failed: " + e));
    }
  }

  /** Never blocks: the caller may be the thread of the supervisor. */
  private void enqueue(Answer answer) {
    if (answer.isLast() || queue.size() < MAX_QUEUED) {
      queue.add(answer);
    }
  }

  /** A client sends nothing after its request. A read ends when the client disconnects. */
  private void awaitDisconnect() {
    try {
      int _ = client.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      // closed
    }
    queue.addFirst(new Answer.End());
    close();
  }

  private void write(Answer answer) throws IOException {
    setDeadline(timeouts.answer());
    ByteBuffer line = line(answer);
    while (line.hasRemaining()) {
      client.write(line);
    }
    deadline = NEVER;
  }

  private static ByteBuffer line(Answer answer) {
    return ByteBuffer.wrap((Protocol.json(answer) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Waits for the last answer. */
  void awaitEnd(long nanos) {
    try {
      boolean _ = done.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a control client failed", e);
    }
  }
}
