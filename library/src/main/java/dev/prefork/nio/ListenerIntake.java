package dev.prefork.nio;

import dev.prefork.ipc.Frame;
import dev.prefork.ipc.FrameType;
import dev.prefork.sys.DescriptorSocket;
import dev.prefork.sys.Fd;
import dev.prefork.sys.Sockets;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from the listening socket itself, which the workers share. The way of a connection is the
 * JDK's own.
 *
 * <p>Whether a socket waits is a property of the socket, not of a process: it is non-blocking for
 * all workers at all times, and a thread that wants to wait polls first.
 */
final class ListenerIntake implements Intake {
  private static final byte[] CLOSE = Frame.encode(FrameType.CLOSE);

  private final ClusterServerSocketChannel owner;
  private final ServerSocketChannel listener;
  private final Fd link;
  private boolean waits;

  private ListenerIntake(ClusterServerSocketChannel owner, ServerSocketChannel listener, Fd link) {
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
      ServerSocketChannel listener = owner.adoptListener();
      listener.configureBlocking(false);
      ListenerIntake intake = new ListenerIntake(owner, listener, link);
      OpenConnections.noteShared(owner);
      return intake;
    }
  }

  @Override
  public @Nullable SocketChannel poll() throws IOException {
    setWaiting(false);
    return note(listener.accept());
  }

  @Override
  public @Nullable SocketChannel await(long nanos) throws IOException {
    setWaiting(true);
    if (nanos == 0) {
      return note(listener.accept());
    }
    listener.socket().setSoTimeout((int) Math.max(1, nanos / 1_000_000));
    try {
      return note(listener.socket().accept().getChannel());
    } catch (SocketTimeoutException e) {
      return null;
    } finally {
      keepNonBlocking();
    }
  }

  private @Nullable SocketChannel note(@Nullable SocketChannel accepted) {
    return accepted == null ? null : owner.welcome(accepted);
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

  @Override
  public void close() throws IOException {
    OpenConnections.forgetShared(owner);
    listener.close();
    try (DescriptorSocket socket = new DescriptorSocket(Frame.HEADER)) {
      socket.send(link.number(), CLOSE, 0, CLOSE.length);
    } finally {
      link.close();
    }
  }
}
