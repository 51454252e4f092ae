package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.Vitals;

/**
 * How a worker is.
 *
 * @param vitals what it has found out
 */
public record HealthAnswer(Vitals vitals) {
  private static final int UNKNOWN = -1;
  private static final long MOST = 1L << 50;

  /** The frame. */
  public byte[] encode() {
    FrameBody.Writer body = new FrameBody.Writer();
    body.int64(vitals.heap()).int64(vitals.heapAfterGc());
    body.int64(vitals.openConnections()).int64(vitals.acceptedConnections());
    body.int64(vitals.drainedConnections());
    body.int32(vitals.deadlockedThreads()).int64(vitals.virtualThreadDelayMillis());
    body.int64(Double.doubleToLongBits(vitals.gcShare()));
    return Frame.encode(FrameType.VITALS, body.toBytes());
  }

  /** Reads the body. */
  public static HealthAnswer decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.VITALS, body);
    Vitals vitals =
        new Vitals(
            in.int64(),
            in.int64(),
            in.int64(),
            in.int64(),
            in.int64(),
            in.int32(),
            in.int64(),
            Double.longBitsToDouble(in.int64()));
    in.end();
    if (!isPossible(vitals)) {
      throw in.malformed();
    }
    return new HealthAnswer(vitals);
  }

  /** Others add figures up, and print them. */
  private static boolean isPossible(Vitals vitals) {
    return isPossible(vitals.heap())
        && isPossible(vitals.heapAfterGc())
        && isPossible(vitals.openConnections())
        && isPossible(vitals.acceptedConnections())
        && isPossible(vitals.drainedConnections())
        && isPossible(vitals.deadlockedThreads())
        && isPossible(vitals.virtualThreadDelayMillis())
        && vitals.gcShare() >= UNKNOWN
        && vitals.gcShare() <= 1;
  }

  static boolean isPossible(long figure) {
    return figure >= UNKNOWN && figure <= MOST;
  }
}
