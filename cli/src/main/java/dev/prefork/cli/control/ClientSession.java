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
 * One client of the control socket: a request, then answers. The client may go at any time; what it
 * has asked for goes on.
 */
final class ClientSession implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork.cli");

  /** What waits for a slow client; more progress and lines than that are left out. */
  private static final int MOST_WAITING = 1000;

  private static final long NEVER = Long.MAX_VALUE;

  private final SocketChannel client;
  private final UserPrincipal us;
  private final Responder responder;
  private final ControlServer.Patience patience;
  private final LinkedBlockingDeque<Answer> waiting = new LinkedBlockingDeque<>();
  private final CountDownLatch over = new CountDownLatch(1);

  /** When it has taken too long, by {@link System#nanoTime}. */
  private volatile long deadline;

  ClientSession(
      SocketChannel client,
      UserPrincipal us,
      Responder responder,
      ControlServer.Patience patience) {
    this.client = client;
    this.us = us;
    this.responder = responder;
    this.patience = patience;
    allow(patience.asking());
  }

  private void allow(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  boolean isLate(long now) {
    return deadline != NEVER && now - deadline > 0;
  }

  /** Says why there is no conversation, without waiting for anybody. */
  void refuse(String reason) {
    try (client) {
      client.configureBlocking(false);
      if (isOurs()) {
        int _ = client.write(line(new Answer.Refused(reason)));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client of the control socket is gone", e);
    }
  }

  /** Talks until it is over. */
  void run() {
    try (client) {
      talk();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client of the control socket is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over.countDown();
    }
  }

  private void talk() throws IOException, InterruptedException {
    if (!isOurs()) {
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

  private boolean isOurs() throws IOException {
    UserPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    if (!peer.equals(us)) {
      LOG.log(Level.WARNING, "turned away a client of the control socket: it is user " + peer);
      return false;
    }
    return true;
  }

  private void answer(Request request) throws IOException, InterruptedException {
    deadline = NEVER;
    Thread.ofVirtual().name("prefork-control-gone").start(this::awaitGone);
    try (AutoCloseable _ = responder.respond(request, this::tell)) {
      Answer answer;
      do {
        answer = waiting.take();
        write(answer);
      } while (!answer.isLast());
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.log(Level.WARNING, "the control socket's request " + request + " failed", e);
      write(new Answer.Refused("the cluster could not do it: " + e));
    }
  }

  /** Never waits: it may be the supervisor's thread. */
  private void tell(Answer answer) {
    if (answer.isLast() || waiting.size() < MOST_WAITING) {
      waiting.add(answer);
    }
  }

  /** A client says no more after its request: whatever is read, it has gone or is none of ours. */
  private void awaitGone() {
    try {
      int _ = client.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      // closed
    }
    waiting.addFirst(new Answer.End());
    close();
  }

  private void write(Answer answer) throws IOException {
    allow(patience.reading());
    ByteBuffer line = line(answer);
    while (line.hasRemaining()) {
      client.write(line);
    }
    deadline = NEVER;
  }

  private static ByteBuffer line(Answer answer) {
    return ByteBuffer.wrap((Protocol.json(answer) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Waits a while until all is said. */
  void awaitEnd(long nanos) {
    try {
      boolean _ = over.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a client of the control socket failed", e);
    }
  }
}
