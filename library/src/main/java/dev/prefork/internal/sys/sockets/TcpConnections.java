package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Inspects connections of other code by their descriptor numbers. A number may have been reused in
 * the meantime. Not thread-safe.
 */
public final class TcpConnections {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int SHUT_RDWR = 2;

  // struct tcp_info { __u8 tcpi_state; ... __u32 tcpi_unacked; ... }
  private static final int STATE = 0;
  private static final int UNACKED = 24;
  private static final int LAST_DATA_SENT = 44;
  private static final int LAST_DATA_RECV = 52;
  private static final int LAST_ACK_RECV = 56;
  private static final int BYTES_RECEIVED = 128;
  private static final int NOTSENT_BYTES = 144;
  private static final int DATA_SEGS_OUT = 156;
  private static final int SIZE = 160;

  // the states in which this side can still send
  private static final byte TCP_ESTABLISHED = 1;
  private static final byte TCP_CLOSE_WAIT = 8;

  private final Libc libc = new Libc();
  private final Sockets sockets = new Sockets();
  private final Struct info = libc.allocate(SIZE);
  private final Struct length = libc.allocate(Integer.BYTES);

  /** Returns the state of a connection; null if the descriptor is closed or not a TCP socket. */
  public @Nullable TcpInfo info(int number) {
    info.clear(); // an old kernel does not write all fields
    length.putInt(0, SIZE);
    if (libc.getsockopt(number, IPPROTO_TCP, TCP_INFO, info, length) < 0) {
      return null;
    }
    byte state = info.getByte(STATE);
    return new TcpInfo(
        state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT,
        info.getLong(BYTES_RECEIVED),
        read(DATA_SEGS_OUT) > 0,
        read(UNACKED) + read(NOTSENT_BYTES) > 0,
        read(LAST_DATA_SENT),
        read(LAST_DATA_RECV),
        read(LAST_ACK_RECV));
  }

  private long read(int offset) {
    return Integer.toUnsignedLong(info.getInt(offset));
  }

  /**
   * Shuts a connection down. Its owner still has to close the descriptor.
   *
   * @param peer the expected address of the other end; no effect if the number was reused
   */
  public void end(int number, SocketAddress peer) {
    try (Fd connection = sockets.duplicate(number)) { // the duplicate cannot be reused
      if (sockets.peerAddress(connection).equals(peer)) {
        int _ = libc.shutdown(connection.number(), SHUT_RDWR); // fails if the connection has ended
      }
    } catch (IOException e) {
      // the connection is already closed
    }
  }
}
