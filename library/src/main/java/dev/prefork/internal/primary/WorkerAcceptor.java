package dev.prefork.internal.primary;

import dev.prefork.internal.concurrent.RateLimitedLog;
import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.Outbox;
import dev.prefork.internal.ipc.message.Hello;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepts workers' connections on a Unix-domain socket and verifies their first frame.
 *
 * <p>A connection must come from the worker's process, run as the user that the worker was forked
 * with, and send the worker's token. All others are closed and logged.
 */
final class WorkerAcceptor implements Epoll.Handler, AutoCloseable {
  private static final RateLimitedLog LOG = new RateLimitedLog();

  /** Separate, so that one silent process cannot use up the limit of other log lines. */
  private static final RateLimitedLog SILENT_LOG = new RateLimitedLog();

  private static final int BACKLOG = 4096;

  /**
   * Pending handshakes of one process. A worker opens a stream for each port and sends its token at
   * once.
   */
  private static final int MAX_PER_PROCESS = 64;

  private static final int MAX_HANDSHAKES = 1024;

  /** Connections accepted before other sockets are served. */
  private static final int ACCEPTS_PER_TURN = 64;

  private final FrameChannel.Io io;
  private final Sockets sockets;
  private final Fleet fleet;
  private final HandshakeListener handshakeListener;
  private final Fd listener;
  private final int uid;
  private boolean outOfDescriptors;

  /** In the order of arrival: a worker's channel comes before its links. */
  private final List<Handshake> handshakes = new ArrayList<>();

  /** Takes over streams whose worker is verified. */
  interface HandshakeListener {
    /** A worker has opened its channel. */
    void onHello(WorkerHandle worker, FrameChannel channel);

    /** A worker requests to listen, on a new link. */
    void onListen(WorkerHandle worker, Listen request, FrameChannel link) throws IOException;
  }

  WorkerAcceptor(
      Path path,
      FrameChannel.Io io,
      Sockets sockets,
      Fleet fleet,
      HandshakeListener handshakeListener)
      throws IOException {
    this.io = io;
    this.sockets = sockets;
    this.fleet = fleet;
    this.handshakeListener = handshakeListener;
    this.listener = sockets.listen(path, 0, BACKLOG);
    this.uid = ownUid();
    io.epoll().add(listener, Epoll.READABLE, this);
  }

  private int ownUid() throws ErrnoException {
    Fd[] pair = sockets.pair();
    try {
      return sockets.peer(pair[0]).uid();
    } finally {
      pair[0].close();
      pair[1].close();
    }
  }

  @Override
  public void onReady(int events) throws IOException {
    try {
      for (int left = ACCEPTS_PER_TURN; left > 0; left--) {
        Connection connection = sockets.accept(listener);
        if (connection == null) {
          return;
        }
        handshake(connection.fd());
      }
    } catch (ErrnoException e) {
      LOG.warn("cannot accept connections from workers, will retry: " + e.getMessage());
      outOfDescriptors = true;
      io.epoll().change(listener, 0);
    }
  }

  /** {@return true while accepting is paused because the process is out of descriptors} */
  boolean isWaiting() {
    return outOfDescriptors;
  }

  /** Tries to accept again after a pause. */
  void tick() throws IOException {
    if (outOfDescriptors) {
      outOfDescriptors = false;
      io.epoll().change(listener, Epoll.READABLE);
    }
  }

  private void handshake(Fd fd) throws IOException {
    try {
      Sockets.Peer peer = sockets.peer(fd);
      if (peer.uid() != uid && !fleet.expects(peer.uid())) {
        throw new BadFrameException(
            "user " + peer.uid() + " is neither the primary's user (" + uid + ") nor a worker's");
      }
      if (exceedsLimit(peer)) {
        fd.close();
        return;
      }
      handshakes.add(new Handshake(fd, peer));
    } catch (IOException e) {
      fd.close();
      reject(e);
    }
  }

  /** A process that opens streams and sends nothing must not use up the descriptors. */
  private boolean exceedsLimit(Sockets.Peer peer) {
    long own = handshakes.stream().filter(handshake -> handshake.peer.pid() == peer.pid()).count();
    if (own >= MAX_PER_PROCESS) {
      SILENT_LOG.warn(
          "refused a connection to the workers' socket: process "
              + peer.pid()
              + " has "
              + own
              + " connections on which it has sent nothing");
      return true;
    }
    if (handshakes.size() >= MAX_HANDSHAKES) {
      handshakes.getFirst().refuse(new BadFrameException("too many connections have sent nothing"));
    }
    return false;
  }

  /** Checks the pending handshakes again: the pid of a worker may be known by now. */
  void review() {
    for (Handshake handshake : List.copyOf(handshakes)) {
      handshake.review();
    }
  }

  private static void reject(IOException reason) {
    LOG.warn("refused a connection to the workers' socket: " + reason.getMessage());
  }

  /** A stream whose worker is not verified yet. */
  private final class Handshake implements FrameChannel.Listener {
    private final Sockets.Peer peer;
    private final FrameChannel channel;
    private @Nullable Frame first;

    Handshake(Fd fd, Sockets.Peer peer) throws ErrnoException {
      this.peer = peer;
      this.channel = new FrameChannel(fd, io, Listen.MAX_BODY, peer.uid() != uid, this);
    }

    @Override
    public void onFrame(Frame frame) throws IOException {
      if (frame.descriptor() != null) {
        frame.discard();
        throw new BadFrameException("unexpected descriptor with a " + frame.type() + " frame");
      }
      first = frame;
      review();
    }

    private void review() {
      try {
        admit();
      } catch (IOException e) {
        refuse(e);
      } catch (RuntimeException e) { // an invalid address or path
        refuse(new BadFrameException("invalid request: " + e));
      }
    }

    private void refuse(IOException reason) {
      onClosed(reason);
      channel.close();
    }

    private void admit() throws IOException {
      if (first == null) {
        return;
      }
      switch (first.type()) {
        case HELLO -> hello(Hello.decode(first.body()));
        case LISTEN -> listen(Listen.decode(first.body()));
        default ->
            throw new BadFrameException(
                "unexpected " + first.type() + " frame, expected HELLO or LISTEN");
      }
    }

    private void hello(Hello hello) throws IOException {
      WorkerHandle worker = verify(hello.token());
      if (worker == null) {
        channel.hold(); // messages may have arrived with this frame
        return;
      }
      if (hello.version() != Hello.VERSION) {
        throw new BadFrameException(
            worker + " uses protocol version " + hello.version() + ", expected " + Hello.VERSION);
      }
      if (worker.channel() != null) {
        throw new BadFrameException(worker + " already has a channel");
      }
      sockets.setSendBuffer(channel.fd(), Outbox.SEND_BUFFER);
      handshakes.remove(this);
      handshakeListener.onHello(worker, channel);
      channel.release();
    }

    /**
     * A worker sends HELLO before it listens, but the events of the two streams may arrive in any
     * order.
     */
    private void listen(Listen request) throws IOException {
      WorkerHandle worker = verify(request.token());
      if (worker == null || worker.channel() == null) {
        channel.hold();
        return;
      }
      if (!worker.isConnected()) {
        refuse(worker);
        return;
      }
      first = null; // another request may follow a refusal
      handshakeListener.onListen(worker, request, channel);
      channel.release();
    }

    /** A draining worker gets no answer; it notices that its link is closed. */
    private void refuse(WorkerHandle worker) throws BadFrameException {
      if (!worker.isVoluntary()) {
        throw new BadFrameException("the channel of " + worker + " is closed");
      }
      onClosed(null);
      channel.close();
    }

    /**
     * {@return the worker with this token; null if its process is still being started} In that case
     * the handshake is checked again later.
     */
    private @Nullable WorkerHandle verify(byte[] token) throws BadFrameException {
      WorkerHandle worker = fleet.byToken(token);
      if (worker == null) {
        throw new BadFrameException(
            "process " + peer.pid() + " sent a token that belongs to no worker");
      }
      if (!worker.mayConnect()) {
        return null;
      }
      if (worker.process().pid() != peer.pid()) {
        throw new BadFrameException(
            "process "
                + peer.pid()
                + " sent the token of "
                + worker
                + ", which is process "
                + worker.process().pid());
      }
      if (peer.uid() != user(worker)) {
        throw new BadFrameException(
            worker + " runs as user " + peer.uid() + ", expected user " + user(worker));
      }
      return worker;
    }

    @Override
    public void onClosed(@Nullable IOException fault) {
      handshakes.remove(this);
      if (fault != null) {
        reject(fault);
      }
    }
  }

  private int user(WorkerHandle worker) {
    Integer wanted = worker.options().uid();
    return wanted == null ? uid : wanted;
  }

  /** Forgets a link that a port has taken over. */
  void release(FrameChannel link) {
    handshakes.removeIf(handshake -> handshake.channel == link);
  }

  @Override
  public void close() throws IOException {
    io.epoll().remove(listener);
    listener.close();
    for (Handshake handshake : handshakes) {
      handshake.channel.close();
    }
    handshakes.clear();
  }
}
