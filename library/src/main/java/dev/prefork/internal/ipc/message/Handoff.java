package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a worker's link brings it once it listens, all of one size: so the kernel never
 * splits or joins them.
 *
 * <pre>
 * header | client's address | serial number
 * </pre>
 *
 * <p>The serial number is the primary's alone: by it the primary knows what it has taken back.
 */
public final class Handoff {
  /** The length of a body. */
  public static final int BODY = SocketAddresses.SIZE + 1;

  /** The length of a frame. */
  public static final int SIZE = Frame.HEADER + BODY;

  private static final int SERIAL = SIZE - 1;

  private Handoff() {}

  /**
   * A {@link FrameType#CONNECTION}, whose descriptor goes with it.
   *
   * @param peer the client's address, {@link SocketAddresses#SIZE} bytes
   */
  public static byte[] connection(byte[] peer, byte serial) {
    byte[] frame = Frame.encodeWithDescriptor(FrameType.CONNECTION, Arrays.copyOf(peer, BODY));
    frame[SERIAL] = serial;
    return frame;
  }

  /** A {@link FrameType#PROBE}. */
  public static byte[] probe() {
    return Frame.encode(FrameType.PROBE, new byte[BODY]);
  }

  /** The number that a connection was handed out with. */
  public static byte serial(byte[] frame) {
    return frame[SERIAL];
  }

  /** The client's address; null if it is not one of IP. */
  public static @Nullable InetSocketAddress peer(byte[] frame) throws UnknownHostException {
    return SocketAddresses.decode(Arrays.copyOfRange(frame, Frame.HEADER, SERIAL));
  }
}
