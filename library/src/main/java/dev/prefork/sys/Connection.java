package dev.prefork.sys;

/**
 * A connection that was accepted and has no application yet.
 *
 * @param fd the connected socket, owned by whoever holds this
 * @param peer the client's address as accept4 gave it, {@link SocketAddresses#SIZE} bytes
 */
public record Connection(Fd fd, byte[] peer) implements AutoCloseable {
  @Override
  public void close() {
    fd.close();
  }
}
