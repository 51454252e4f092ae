package dev.prefork.internal.nio.connections;

import dev.prefork.internal.sys.sockets.TcpConnections;
import dev.prefork.internal.sys.sockets.TcpInfo;
import java.lang.ref.WeakReference;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection that the application has not closed. */
public final class OpenConnection extends WeakReference<Object> {
  /** Not a descriptor: the primary may give the TCP connection to another worker. */
  private static final int OFFERED = -1;

  /** Not a descriptor: this worker does not have the TCP connection any more. */
  private static final int GONE = -2;

  private final int number;
  private final SocketAddress remote;
  private final @Nullable SocketAddress listening;

  /** When the connection came from another worker; null if it is a new one. */
  private final @Nullable Long movedAt;

  /**
   * The descriptor of the TCP connection with the client, which is another one than the
   * application's once a relay is in between; or one of the constants above.
   */
  private volatile int clientNumber;

  private volatile boolean ended;

  OpenConnection(
      Object connection,
      int number,
      SocketAddress remote,
      @Nullable SocketAddress listening,
      boolean moved) {
    super(connection);
    this.number = number;
    this.remote = remote;
    this.listening = listening;
    this.clientNumber = number;
    this.movedAt = moved ? System.nanoTime() : null;
  }

  /** Returns the application's descriptor; valid while the connection is open. */
  public int number() {
    return number;
  }

  /** Records that a relay is in between, which has the TCP connection under this descriptor. */
  public void relay(int clientDescriptor) {
    clientNumber = clientDescriptor;
  }

  /** Records that the TCP connection is offered to other workers. From now on, nobody ends it. */
  public synchronized void offer() {
    clientNumber = OFFERED;
  }

  /** Records that the relay has closed its descriptor of the TCP connection. */
  public synchronized void leave() {
    clientNumber = GONE;
  }

  /** Returns whether this worker does not have the TCP connection any more. */
  boolean isGone() {
    return clientNumber == GONE;
  }

  /** Returns the state of the TCP connection; null if it is unknown. */
  @Nullable TcpInfo info(TcpConnections tcp) {
    return tcp.info(clientNumber);
  }

  /** Ends the TCP connection, unless another worker may have it. */
  synchronized void end(TcpConnections tcp) {
    if (clientNumber >= 0) {
      ended = true;
      tcp.end(clientNumber, remote);
    }
  }

  /** Returns whether this worker has ended the TCP connection because it drains. */
  public boolean isEnded() {
    return ended;
  }

  /** Returns the client's address. */
  public SocketAddress remote() {
    return remote;
  }

  /** Returns the address of the server socket; null if the connection must not move. */
  public @Nullable SocketAddress listening() {
    return listening;
  }

  /** Returns whether the connection came from another worker within the time before now. */
  public boolean hasMovedWithin(long nanos) {
    return movedAt != null && System.nanoTime() - movedAt < nanos;
  }

  /** Returns whether the application has not closed the connection. */
  public boolean isOpen() {
    Object connection = get();
    return connection != null && OpenConnections.isOpen(connection);
  }
}
