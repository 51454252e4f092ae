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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from the listening socket itself, which the workers share. The way of a connection is the
 * JDK's own.
 *
 * <p>Whether a socket waits is a property of the socket, not of a process: it is non-blocking for
 * all workers at all times, and a thread that wants to wait polls first.
 */
final class ListenerIntake implements Intake {
  private static final byte[] READY = Frame.encode(FrameType.READY);
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
    conversation.write(READY);
    int number = owner.getFDVal();
    try (Sockets sockets = new Sockets();
        Fd received = receive(owner, number)) {
      Fd link = sockets.duplicate(number);
      sockets.replace(number, received);
      ServerSocketChannel listener = owner.adoptListener();
      listener.configureBlocking(false);
      ListenerIntake intake = new ListenerIntake(owner, listener, link);
      OpenConnections.note(intake);
      return intake;
    }
  }

  private static Fd receive(ClusterServerSocketChannel owner, int number) throws IOException {
    try (DescriptorSocket socket = new DescriptorSocket(Frame.HEADER)) {
      byte[] header = new byte[Frame.HEADER];
      int count = DescriptorSocket.NOT_NOW;
      while (count == DescriptorSocket.NOT_NOW) {
        owner.park(JdkInternals.POLLIN, 0);
        count = socket.receive(number, header, 0, header.length);
      }
      List<Fd> descriptors = socket.takeDescriptors();
      if (descriptors.isEmpty()) {
        throw new IOException(
            count == DescriptorSocket.END
                ? "the primary closed the link: it is gone, or leaving"
                : "no descriptor left for the listening socket: raise the limit (ulimit -n)");
      }
      return descriptors.getFirst();
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

  void closeChannel() throws IOException {
    owner.close();
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
    OpenConnections.forget(this);
    listener.close();
    try (DescriptorSocket socket = new DescriptorSocket(Frame.HEADER)) {
      socket.send(link.number(), CLOSE, 0, CLOSE.length);
    } finally {
      link.close();
    }
  }
}
