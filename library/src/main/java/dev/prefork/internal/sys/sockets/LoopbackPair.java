package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection from this process to itself, whose accepted end is handed over. Closes the ends
 * that were neither taken nor handed over.
 */
public final class LoopbackPair implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** Leaves room for other clients, whose connections are closed. */
  private static final int BACKLOG = 16;

  /** One second. The connection is usually accepted at the first attempt. */
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
   * @param ipv6 true if the accepted end is an IPv6 socket with an IPv4 client
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
        return new Connection(connection.fd(), connection.peer(), true, Connection.NEW);
      } else {
        connection.close();
      }
    }
    throw new SocketTimeoutException("no connection over the loopback interface within 1 s");
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

  /** Returns the accepted end, which this object owns until {@link #markHandedOver}. */
  public Connection accepted() {
    return accepted;
  }

  /** Records that another owner has the accepted end. Always returns true. */
  public boolean markHandedOver() {
    handedOver = true;
    return true;
  }

  /** Transfers the local end to the caller. */
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
