package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Fd;

/**
 * An accepted connection that no worker has yet.
 *
 * @param fd the connected socket, owned by this object's owner
 * @param peer the client's address as accept4 returned it, {@link SocketAddresses#SIZE} bytes
 * @param pinned true if only one particular worker may get the connection
 * @param origin the worker that has had the connection; {@link #NEW} if there is none
 */
public record Connection(Fd fd, byte[] peer, boolean pinned, int origin) implements AutoCloseable {
  /** Stands for the origin of a connection that no worker has had; no worker has this number. */
  public static final int NEW = 0;

  /** Creates a new connection for any worker. */
  public Connection(Fd fd, byte[] peer) {
    this(fd, peer, false, NEW);
  }

  /** Returns whether another worker has had the connection, if this worker gets it. */
  public boolean movesTo(int workerId) {
    return origin != NEW && origin != workerId;
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
