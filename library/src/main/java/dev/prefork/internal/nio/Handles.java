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
 * Converts channels to descriptors and back, to send them to other processes.
 *
 * <p>The blocking mode belongs to the socket, not to a process: if both processes keep the channel,
 * they share one mode.
 */
public final class Handles {
  private static final String PACKAGE = "sun.nio.ch";

  private Handles() {}

  /**
   * Duplicates the descriptor of the channel's socket.
   *
   * @throws IllegalArgumentException if the channel is not one of the JDK's or uses the primary's
   *     socket
   * @throws IllegalStateException if this JVM was started without the necessary {@code --add-opens}
   * @throws ClosedChannelException if the channel is closed
   */
  public static Fd duplicate(SelectableChannel channel) throws IOException {
    requireOpenJdk();
    if (channel instanceof ClusterServerSocketChannel) {
      throw new IllegalArgumentException(
          "cannot send "
              + channel
              + ": it listens through the primary;"
              + " bind its address in the receiving worker");
    }
    if (!(channel instanceof SelChImpl socket)) {
      throw new IllegalArgumentException(
          "cannot send a "
              + channel.getClass().getName()
              + ": only socket, server socket and datagram channels can be sent");
    }
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (channel instanceof SocketChannel connection && !connection.isConnected()) {
      throw new IllegalArgumentException("cannot send " + channel + ": it is not connected");
    }
    return new Sockets().duplicate(socket.getFDVal());
  }

  /**
   * Returns whether closing this channel shuts the connection down for its new owner, too. The JDK
   * does this if a selector has registered the channel.
   */
  public static boolean closingShutsDown(SelectableChannel channel) {
    return channel instanceof SocketChannel && channel.isRegistered();
  }

  /**
   * Makes a channel of a descriptor that came from another process.
   *
   * @param received owned by the channel from here on; closed if this method throws
   * @throws IllegalStateException if this JVM was started without the necessary {@code --add-opens}
   */
  public static SelectableChannel adopt(Fd received) throws IOException {
    try {
      requireOpenJdk();
      return adopt(SocketKind.of(received), received);
    } finally {
      received.close(); // does nothing if a channel owns the descriptor
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
      return UnixDomainSocketAddress.of(""); // clients of a path seldom have a name
    }
    try {
      return new Sockets().peerAddress(connected);
    } catch (ErrnoException e) {
      throw new IOException("the connection ended before it was received", e);
    }
  }

  private static void requireOpenJdk() {
    if (!Object.class.getModule().isOpen(PACKAGE, Handles.class.getModule())) {
      throw new IllegalStateException(
          "this process cannot send or receive channels: start it with --add-opens"
              + " java.base/sun.nio.ch="
              + (Handles.class.getModule().isNamed()
                  ? Handles.class.getModule().getName()
                  : "ALL-UNNAMED"));
    }
  }
}
