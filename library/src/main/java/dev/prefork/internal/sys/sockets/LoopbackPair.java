package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection of this process with itself, of which one end is to be somebody else's. Closes
 * what nobody has taken.
 */
public final class LoopbackPair implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** Strangers may be faster, and are turned away. */
  private static final int BACKLOG = 16;

  /** A second: the kernel has connected both ends when connecting returns, or will in a moment. */
  private static final int MAX_ATTEMPTS = 1000;

  private final SocketChannel local;
  private final Connection accepted;
  private boolean localTaken;
  private boolean handedOver;

  private LoopbackPair(SocketChannel local, Connection accepted) {
    this.local = local;
    this.accepted = accepted;
  }

  /**
   * Connects.
   *
   * @param ipv6 whether the accepted end is a socket of IPv6's, which has an IPv4 client
   */
  public static LoopbackPair connect(boolean ipv6) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0);
    Sockets.Options options = new Sockets.Options(ipv6, false, 0, new int[0]);
    Sockets sockets = new Sockets();
    try (Fd listener = sockets.listen(anyPort, options, BACKLOG)) {
      sockets.setNonBlocking(listener);
      SocketChannel local = SocketChannel.open(sockets.localAddress(listener));
      try {
        return new LoopbackPair(local, accept(sockets, listener, port(local)));
      } catch (IOException | RuntimeException e) {
        local.close();
        throw e;
      }
    }
  }

  private static int port(SocketChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private static Connection accept(Sockets sockets, Fd listener, int port) throws IOException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Connection connection = sockets.accept(listener);
      if (connection == null) {
        sleep();
      } else if (isFrom(port, connection)) {
        return new Connection(connection.fd(), connection.peer(), true);
      } else {
        connection.close();
      }
    }
    throw new SocketTimeoutException("a connection to this machine itself has not come");
  }

  private static boolean isFrom(int port, Connection connection) throws IOException {
    @Nullable InetSocketAddress peer = SocketAddresses.decode(connection.peer());
    return peer != null && peer.getPort() == port && peer.getAddress().isLoopbackAddress();
  }

  private static void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The other end; this pair's until it is {@link #markHandedOver}. */
  public Connection accepted() {
    return accepted;
  }

  /** Somebody else has the other end; always true. */
  public boolean markHandedOver() {
    handedOver = true;
    return true;
  }

  /** This process's end, which is the caller's from here on. */
  public SocketChannel takeLocal() {
    localTaken = true;
    return local;
  }

  @Override
  public void close() throws IOException {
    if (!handedOver) {
      accepted.close();
    }
    if (!localTaken) {
      local.close();
    }
  }
}
