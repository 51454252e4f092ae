package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Fd;

/**
 * A connection that was accepted and has no application yet.
 *
 * @param fd the connected socket, owned by whoever holds this
 * @param peer the client's address as accept4 gave it, {@link SocketAddresses#SIZE} bytes
 * @param personal meant for one worker: nobody else may have it
 */
public record Connection(Fd fd, byte[] peer, boolean pinned) implements AutoCloseable {
  /** One that any worker may have. */
  public Connection(Fd fd, byte[] peer) {
    this(fd, peer, false);
  }

  @Override
  public void close() {
    fd.close();
  }

  /** Closes what a worker was handed: whatever it has made of the socket, this does not wait. */
  public void closeAsync() {
    fd.closeAsync();
  }
}
