package dev.prefork.nio;

import dev.prefork.ipc.Frame;
import dev.prefork.ipc.FrameType;
import dev.prefork.sys.DescriptorSocket;
import dev.prefork.sys.Fd;
import dev.prefork.sys.Sockets;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a listening socket itself: one that the workers share, or one of this worker's own.
 * The way of a connection is the JDK's own.
 *
 * <p>Whether a socket waits is a property of the socket, not of a process: it is non-blocking for
 * all workers at all times, and a thread that wants to wait polls first.
 */
final class ListenerIntake implements Intake {
  private static final byte[] CLOSE = Frame.encode(FrameType.CLOSE);

  private final ClusterServerSocketChannel owner;
  private final ServerSocketChannel listener;
  private final @Nullable Fd link;
  private boolean waits;

  private ListenerIntake(
      ClusterServerSocketChannel owner, ServerSocketChannel listener, @Nullable Fd link) {
    this.owner = owner;
    this.listener = listener;
    this.link = link;
  }

  /**
   * Fetches the listening socket and puts it where the link was: an application may have registered
   * that number.
   */
  static ListenerIntake fetch(ClusterServerSocketChannel owner, LinkToPrimary conversation)
      throws IOException {
    int number = owner.getFDVal();
    try (Sockets sockets = new Sockets();
        Fd received = conversation.fetch()) {
      Fd link = sockets.duplicate(number);
      sockets.replace(number, received);
      return adopt(owner, link);
    }
  }

  /**
   * Makes a listening socket of this worker's own and puts it where the link was: the kernel
   * spreads connections over sockets with SO_REUSEPORT, there is nothing to ask for.
   */
  static ListenerIntake alone(
      ClusterServerSocketChannel owner,
      ProtocolFamily family,
      ServerOptions options,
      @Nullable SocketAddress local,
      int backlog)
      throws IOException {
    try (ServerSocketChannel bound =
            JdkInternals.defaultProvider().openServerSocketChannel(family);
        Sockets sockets = new Sockets()) {
      options.applyTo(bound);
      bound.bind(local, backlog);
      int number = JdkInternals.numberOf(JdkInternals.descriptorOf(bound));
      try (Fd copy = sockets.duplicate(number)) {
        sockets.replace(owner.getFDVal(), copy);
      }
      return adopt(owner, null);
    }
  }

  SocketAddress localAddress() throws IOException {
    return listener.getLocalAddress();
  }

  private static ListenerIntake adopt(ClusterServerSocketChannel owner, @Nullable Fd link)
      throws IOException {
    ServerSocketChannel listener = owner.adoptListener();
    listener.configureBlocking(false);
    OpenConnections.noteShared(owner);
    return new ListenerIntake(owner, listener, link);
  }

  @Override
  public @Nullable SocketChannel poll() throws IOException {
    setWaiting(false);
    SocketChannel accepted = listener.accept();
    while (accepted != null && !OpenConnections.reserve()) {
      drop(accepted);
      accepted = listener.accept();
    }
    return accepted == null ? null : owner.welcome(accepted);
  }

  /** There is nobody to hand it back to. */
  private static void drop(SocketChannel accepted) throws IOException {
    try (accepted) {
      SocketAddress remote = accepted.getRemoteAddress();
      if (remote != null) {
        Limit.tellDrop(remote);
      }
    }
  }

  @Override
  public @Nullable SocketChannel await(long nanos) throws IOException {
    setWaiting(true);
    long start = System.nanoTime();
    SocketChannel accepted = acceptWithin(nanos);
    while (accepted != null && !OpenConnections.reserve()) {
      drop(accepted);
      long left = nanos - (System.nanoTime() - start);
      accepted = nanos == 0 ? acceptWithin(0) : left > 0 ? acceptWithin(left) : null;
    }
    return accepted == null ? null : owner.welcome(accepted);
  }

  private @Nullable SocketChannel acceptWithin(long nanos) throws IOException {
    if (nanos == 0) {
      return listener.accept();
    }
    listener.socket().setSoTimeout((int) Math.max(1, nanos / 1_000_000));
    try {
      return listener.socket().accept().getChannel();
    } catch (SocketTimeoutException e) {
      return null;
    } finally {
      keepNonBlocking();
    }
  }

  private void setWaiting(boolean wanted) throws IOException {
    if (wanted != waits) {
      waits = wanted;
      listener.configureBlocking(wanted);
      keepNonBlocking();
    }
  }

  private void keepNonBlocking() throws IOException {
    if (listener.isOpen()) {
      JdkInternals.setNonBlocking(owner.getFD());
    }
  }

  @Override
  public void wake() throws IOException {
    if (!owner.isRegistered()) {
      listener.close(); // ends an accept in another thread; with a selector nobody waits in there
    }
  }

  /** The primary hears of it when the socket is not here any more, so that it can bind anew. */
  @Override
  public void close() throws IOException {
    try (Fd toPrimary = link;
        DescriptorSocket socket = new DescriptorSocket(Frame.HEADER)) {
      listener.close();
      if (toPrimary != null) {
        socket.send(toPrimary.number(), CLOSE, 0, CLOSE.length);
      }
    } finally {
      OpenConnections.forgetShared(owner);
    }
  }
}
