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
 * Where workers find the primary: a Unix socket, and the streams on it whose first frame has not
 * come yet.
 *
 * <p>Whoever connects has to be of our own user, or of the one that the worker was forked to be;
 * the very process that was forked; and know the secret that only it was told. Everybody else is
 * closed out with a log line.
 */
final class WorkerAcceptor implements Epoll.Handler, AutoCloseable {
  private static final RateLimitedLog LOG = new RateLimitedLog();

  /** One process can cause these alone, and must not use up the lines of the others. */
  private static final RateLimitedLog SILENT_LOG = new RateLimitedLog();

  private static final int BACKLOG = 4096;

  /** Of one process: a worker opens a stream for each port, and says at once whose it is. */
  private static final int MAX_OF_ONE = 64;

  private static final int MAX_HANDSHAKES = 1024;

  /** At most so many are accepted before others have their turn. */
  private static final int ACCEPTS_PER_TURN = 64;

  private final FrameChannel.Io io;
  private final Sockets sockets;
  private final Fleet fleet;
  private final HandshakeListener reception;
  private final Fd listener;
  private final int uid;
  private boolean isShort;

  /** In the order of their coming: a worker's channel comes before its links. */
  private final List<Handshake> handshakes = new ArrayList<>();

  /** Takes streams over whose owner is proven. */
  interface HandshakeListener {
    /** A worker's channel. */
    void onHello(WorkerHandle worker, FrameChannel channel);

    /** A worker's request to listen, on its link. */
    void onListen(WorkerHandle worker, Listen request, FrameChannel link) throws IOException;
  }

  WorkerAcceptor(
      Path path, FrameChannel.Io io, Sockets sockets, Fleet fleet, HandshakeListener reception)
      throws IOException {
    this.io = io;
    this.sockets = sockets;
    this.fleet = fleet;
    this.reception = reception;
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
      isShort = true;
      io.epoll().change(listener, 0);
    }
  }

  /** True while nobody is accepted, for want of a descriptor. */
  boolean isWaiting() {
    return isShort;
  }

  /** Tries again. To be called when time has passed. */
  void tick() throws IOException {
    if (isShort) {
      isShort = false;
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
      if (isOneTooMany(peer)) {
        fd.close();
        return;
      }
      handshakes.add(new Handshake(fd, peer));
    } catch (IOException e) {
      fd.close();
      reject(e);
    }
  }

  /** A process that opens streams and says nothing must not use up the descriptors. */
  private boolean isOneTooMany(Sockets.Peer peer) {
    long own = handshakes.stream().filter(handshake -> handshake.peer.pid() == peer.pid()).count();
    if (own >= MAX_OF_ONE) {
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

  /** Looks at everybody again who waits: a process that has said who it is may be known by now. */
  void review() {
    for (Handshake handshake : List.copyOf(handshakes)) {
      handshake.review();
    }
  }

  private static void reject(IOException reason) {
    LOG.warn("refused a connection to the workers' socket: " + reason.getMessage());
  }

  /** One stream until it is proven whose it is. */
  private final class Handshake implements FrameChannel.Listener {
    private final Sockets.Peer peer;
    private final FrameChannel channel;
    private @Nullable Frame first;

    Handshake(Fd fd, Sockets.Peer peer) throws ErrnoException {
      this.peer = peer;
      this.channel = new FrameChannel(fd, io, Listen.LARGEST, peer.uid() != uid, this);
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
      } catch (RuntimeException e) { // an address that cannot be one, a path that cannot be one
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
      WorkerHandle worker = proven(hello.token());
      if (worker == null) {
        channel.hold(); // its first messages may have come with this
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
      reception.onHello(worker, channel);
      channel.release();
    }

    /**
     * A worker says HELLO before it listens; the events of the two streams may be seen in the other
     * order.
     */
    private void listen(Listen request) throws IOException {
      WorkerHandle worker = proven(request.token());
      if (worker == null || worker.channel() == null) {
        channel.hold();
        return;
      }
      if (!worker.isConnected()) {
        refuse(worker);
        return;
      }
      first = null; // if the answer is no, another request may follow
      reception.onListen(worker, request, channel);
      channel.release();
    }

    /** One that leaves learns from the end of its link that no answer comes. */
    private void refuse(WorkerHandle worker) throws BadFrameException {
      if (!worker.isVoluntary()) {
        throw new BadFrameException("the channel of " + worker + " is closed");
      }
      onClosed(null);
      channel.close();
    }

    /** Null if the process is only just being started: it will be looked at again. */
    private @Nullable WorkerHandle proven(byte[] token) throws BadFrameException {
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

  /** The link of this greeting belongs to somebody else now. */
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
