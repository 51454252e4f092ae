package dev.prefork.internal.nio.connections;

import java.lang.ref.WeakReference;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection that the application has not closed. */
public final class OpenConnection extends WeakReference<Object> {
  private final int number;
  private final SocketAddress remote;
  private final @Nullable SocketAddress listening;

  /** When the connection came from another worker; null if it is a new one. */
  private final @Nullable Long movedAt;

  /** The descriptor of the connection with the client: see {@link #relay}. */
  private volatile int clientNumber;

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

  /**
   * Returns the descriptor of the TCP connection with the client, which is another one than the
   * application's once a relay is in between.
   */
  int clientNumber() {
    return clientNumber;
  }

  /** Records that the TCP connection has another descriptor than the application's. */
  public void relay(int clientDescriptor) {
    clientNumber = clientDescriptor;
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
