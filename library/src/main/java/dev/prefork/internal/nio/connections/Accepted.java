package dev.prefork.internal.nio.connections;

import dev.prefork.internal.sys.Fd;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection that was accepted and that no API has made its own yet. */
public final class Accepted implements AutoCloseable {
  private final Fd socket;
  private final SocketAddress remote;
  private final int number;
  private boolean reserved;
  private @Nullable CloseReporter closeReporter;

  public Accepted(Fd socket, SocketAddress remote) {
    this.socket = socket;
    this.remote = remote;
    this.number = socket.number();
  }

  public Fd socket() {
    return socket;
  }

  /** The client's address. */
  public SocketAddress remote() {
    return remote;
  }

  /** Takes one of the places that the {@link ConnectionLimit} gives; false if there is none. */
  public boolean reserve() {
    reserved = OpenConnections.reserve();
    return reserved;
  }

  /** Takes the place that was reserved before there was a connection. */
  public void markReserved() {
    reserved = true;
  }

  /** Tells this when it ends. */
  public void reportCloseTo(@Nullable CloseReporter counted) {
    closeReporter = counted;
  }

  /** Has become what the application will close, in the place that was reserved, if any was. */
  public <T> T registerAs(T connection) {
    if (closeReporter != null) {
      closeReporter.add(connection);
    }
    if (reserved) {
      reserved = false;
      OpenConnections.add(connection, number, remote);
    }
    return connection;
  }

  /** Closes the connection and gives its place back, unless it has become something. */
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
