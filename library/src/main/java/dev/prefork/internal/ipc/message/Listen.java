package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The body of {@link FrameType#LISTEN}: a worker's request to listen.
 *
 * @param token the worker's secret
 * @param target the address to bind
 * @param backlog 0 for the default
 * @param receiveBuffer SO_RCVBUF, 0 for the default
 * @param tcpOptions options of IPPROTO_TCP, as pairs of number and value
 */
public record Listen(
    byte[] token,
    Target target,
    int backlog,
    boolean reuseAddress,
    int receiveBuffer,
    int[] tcpOptions) {
  /** The empty {@link #tcpOptions}. */
  public static final int[] NO_OPTIONS = {};

  private static final int MAX_NUMBERS = 16;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_QUICKACK = 12;

  /** The largest body, in bytes: the longest path of Linux, and the other fields. */
  public static final int MAX_BODY = 4096 + 256;

  /** Encodes the whole frame. */
  public byte[] encode() {
    FrameBody.Writer body = Targets.write(new FrameBody.Writer().bytes(token), target);
    body.int32(backlog).flag(reuseAddress).int32(receiveBuffer).int16(tcpOptions.length);
    for (int number : tcpOptions) {
      body.int32(number);
    }
    return Frame.encode(FrameType.LISTEN, body.toBytes());
  }

  /** Decodes a body. */
  public static Listen decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.LISTEN, body);
    Listen listen =
        new Listen(
            in.bytes(), Targets.read(in), in.int32(), in.flag(), in.int32(), readOptions(in));
    in.end();
    return listen;
  }

  private static int[] readOptions(FrameBody.Reader in) throws BadFrameException {
    int count = in.int16();
    if (count % 2 != 0 || count > MAX_NUMBERS) {
      throw in.malformed();
    }
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.int32();
    }
    requireHarmless(numbers, in);
    return numbers;
  }

  /** A primary that is root could set options that a worker may not set. */
  private static void requireHarmless(int[] numbers, FrameBody.Reader in) throws BadFrameException {
    for (int i = 0; i < numbers.length; i += 2) {
      if (!isHarmless(numbers[i])) {
        throw in.malformed();
      }
    }
  }

  private static boolean isHarmless(int option) {
    return switch (option) {
      case TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_QUICKACK -> true;
      default -> false;
    };
  }
}
