package dev.prefork.internal.nio;

import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.SocketKind;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import sun.nio.ch.SelChImpl;

/**
 * Channels that go from one process to another: from a channel to a descriptor, and back.
 *
 * <p>Whether a socket waits is a property of the socket, not of the process: a channel that both
 * sides keep has one blocking mode for both.
 */
public final class Handles {
  private static final String PACKAGE = "sun.nio.ch";

  private Handles() {}

  /**
   * A second descriptor of the channel's socket.
   *
   * @throws IllegalArgumentException if it is not a channel of the JDK's with a socket of its own
   * @throws IllegalStateException if this JVM was started without what is needed for that
   * @throws ClosedChannelException if the channel is closed
   */
  public static Fd duplicate(SelectableChannel channel) throws IOException {
    requireOpenJdk();
    if (channel instanceof ClusterServerSocketChannel) {
      throw new IllegalArgumentException(
          "a server channel that listens through the primary cannot be sent;"
              + " every worker may listen on its address itself");
    }
    if (!(channel instanceof SelChImpl socket)) {
      throw new IllegalArgumentException(
          "only socket, server socket and datagram channels can be sent, not "
              + channel.getClass().getName());
    }
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (channel instanceof SocketChannel connection && !connection.isConnected()) {
      throw new IllegalArgumentException(
          channel + " cannot be sent: it is not connected, and the receiver could not connect it");
    }
    return new Sockets().duplicate(socket.getFDVal());
  }

  /**
   * True if closing this channel shuts the connection down for its new owner, too: the JDK does so
   * with one that a selector still knows.
   */
  public static boolean closingShutsDown(SelectableChannel channel) {
    return channel instanceof SocketChannel && channel.isRegistered();
  }

  /**
   * Makes a channel of a descriptor that came from another process.
   *
   * @param received the channel's from here on; closed if this fails
   * @throws IllegalStateException if this JVM was started without what is needed for that
   */
  public static SelectableChannel adopt(Fd received) throws IOException {
    try {
      requireOpenJdk();
      return adopt(SocketKind.of(received), received);
    } finally {
      received.close(); // unless it was released to a channel
    }
  }

  private static SelectableChannel adopt(SocketKind kind, Fd received) throws IOException {
    SelectorProvider provider = JdkInternals.defaultProvider();
    if (!kind.stream()) {
      return JdkInternals.adoptDatagram(provider, kind.family(), received);
    }
    if (kind.listening()) {
      return JdkInternals.adoptListener(provider, kind.family(), received);
    }
    SocketAddress remote = remote(kind.family(), received);
    return JdkInternals.adopt(provider, kind.family(), received, remote);
  }

  private static SocketAddress remote(ProtocolFamily family, Fd connected) throws IOException {
    if (family == StandardProtocolFamily.UNIX) {
      return UnixDomainSocketAddress.of(""); // what connects to a path seldom has a name itself
    }
    try {
      return new Sockets().peerAddress(connected);
    } catch (ErrnoException e) {
      throw new IOException("the connection that was sent has ended", e);
    }
  }

  private static void requireOpenJdk() {
    if (!Object.class.getModule().isOpen(PACKAGE, Handles.class.getModule())) {
      throw new IllegalStateException(
          "a channel cannot be sent or received by this process: start it with --add-opens"
              + " java.base/sun.nio.ch="
              + (Handles.class.getModule().isNamed()
                  ? Handles.class.getModule().getName()
                  : "ALL-UNNAMED"));
    }
  }
}
