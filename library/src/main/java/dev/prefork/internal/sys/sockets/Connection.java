package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Fd;

/**
 * An accepted connection that no worker has yet.
 *
 * @param fd the connected socket, owned by this object's owner
 * @param peer the client's address as accept4 returned it, {@link SocketAddresses#SIZE} bytes
 * @param pinned true if only one particular worker may get the connection
 * @param moved true if another worker has had the connection
 */
public record Connection(Fd fd, byte[] peer, boolean pinned, boolean moved)
    implements AutoCloseable {
  /** Creates a new connection for any worker. */
  public Connection(Fd fd, byte[] peer) {
    this(fd, peer, false, false);
  }

  @Override
  public void close() {
    fd.close();
  }

  /** Closes the descriptor after a hand-off. Never blocks, even if the worker set SO_LINGER. */
  public void closeAsync() {
    fd.closeAsync();
  }
}
