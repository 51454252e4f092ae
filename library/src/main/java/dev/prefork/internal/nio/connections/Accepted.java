package dev.prefork.internal.nio.connections;

import dev.prefork.internal.sys.Fd;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** An accepted connection that the application does not have yet. */
public final class Accepted implements AutoCloseable {
  private final Fd socket;
  private final SocketAddress remote;
  private final @Nullable SocketAddress listening;
  private final int number;
  private boolean reserved;
  private boolean moved;
  private @Nullable CloseReporter closeReporter;

  /**
   * Takes ownership of a connected socket.
   *
   * @param listening the address of the server socket; null if the connection must not move
   */
  public Accepted(Fd socket, SocketAddress remote, @Nullable SocketAddress listening) {
    this.socket = socket;
    this.remote = remote;
    this.listening = listening;
    this.number = socket.number();
  }

  public Fd socket() {
    return socket;
  }

  public SocketAddress remote() {
    return remote;
  }

  /**
   * Reserves capacity for the connection within the {@link ConnectionLimit}.
   *
   * @return false if the worker has reached its limit
   */
  public boolean reserve() {
    reserved = OpenConnections.reserve();
    return reserved;
  }

  /** Marks the connection as one for which the caller has already reserved capacity. */
  public void markReserved() {
    reserved = true;
  }

  /** Marks the connection as one that another worker has had until now. */
  public void markMoved() {
    moved = true;
  }

  /** Sets the reporter that counts the end of the connection. */
  public void reportCloseTo(@Nullable CloseReporter reporter) {
    closeReporter = reporter;
  }

  /**
   * Registers the application's channel or socket for the connection, to count it as open until the
   * application closes it.
   *
   * @return the channel or socket
   */
  public <T> T registerAs(T connection) {
    if (closeReporter != null) {
      closeReporter.add(connection);
    }
    if (reserved) {
      reserved = false;
      OpenConnections.add(new OpenConnection(connection, number, remote, listening, moved));
    }
    return connection;
  }

  /** Closes the connection and releases its capacity, unless {@link #registerAs} was called. */
  @Override
  public void close() {
    socket.close();
    if (reserved) {
      reserved = false;
      OpenConnections.release();
      if (closeReporter != null) {
        closeReporter.markEnded();
      }
    }
  }
}
