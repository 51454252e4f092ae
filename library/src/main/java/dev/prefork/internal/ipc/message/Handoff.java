package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames that the primary sends on a link once the worker listens. All have the same size, so
 * the kernel never splits or joins them.
 *
 * <pre>
 * header | client's address | serial number | whether the connection has moved
 * </pre>
 *
 * <p>Only the primary uses the serial number: it identifies the connections that it takes back.
 */
public final class Handoff {
  /** The length of a body. */
  public static final int BODY = SocketAddresses.SIZE + 2;

  /** The length of a frame. */
  public static final int SIZE = Frame.HEADER + BODY;

  private static final int SERIAL = SIZE - 2;
  private static final int MOVED = SIZE - 1;

  private Handoff() {}

  /**
   * Encodes a {@link FrameType#CONNECTION}, which is sent with its descriptor.
   *
   * @param peer the client's address, {@link SocketAddresses#SIZE} bytes
   * @param moved true if another worker has had the connection
   */
  public static byte[] connection(byte[] peer, byte serial, boolean moved) {
    byte[] frame = Frame.encodeWithDescriptor(FrameType.CONNECTION, Arrays.copyOf(peer, BODY));
    frame[SERIAL] = serial;
    frame[MOVED] = (byte) (moved ? 1 : 0);
    return frame;
  }

  /** Encodes a {@link FrameType#PROBE}. */
  public static byte[] probe() {
    return Frame.encode(FrameType.PROBE, new byte[BODY]);
  }

  /** Returns the serial number of a connection. */
  public static byte serial(byte[] frame) {
    return frame[SERIAL];
  }

  /** Returns whether another worker has had the connection. */
  public static boolean isMoved(byte[] frame) {
    return frame[MOVED] != 0;
  }

  /** Returns the client's address; null if it is not an IP address. */
  public static @Nullable InetSocketAddress peer(byte[] frame) throws UnknownHostException {
    return SocketAddresses.decode(Arrays.copyOfRange(frame, Frame.HEADER, SERIAL));
  }
}
