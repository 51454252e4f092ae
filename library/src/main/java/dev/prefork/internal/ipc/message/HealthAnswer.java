package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.HealthReport;

/**
 * The body of {@link FrameType#HEALTH}.
 *
 * @param health the worker's measurements
 */
public record HealthAnswer(HealthReport health) {
  private static final int UNKNOWN = -1;
  private static final long MAX = 1L << 50;

  /** Encodes the whole frame. */
  public byte[] encode() {
    FrameBody.Writer body = new FrameBody.Writer();
    body.int64(health.heap()).int64(health.heapAfterGc());
    body.int64(health.openConnections()).int64(health.acceptedConnections());
    body.int64(health.drainedConnections());
    MoveFields.write(health.moves(), body);
    body.int32(health.deadlockedThreads()).int64(health.virtualThreadDelayMillis());
    body.int64(Double.doubleToLongBits(health.gcShare()));
    return Frame.encode(FrameType.HEALTH, body.toBytes());
  }

  /** Decodes a body. */
  public static HealthAnswer decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.HEALTH, body);
    HealthReport health =
        new HealthReport(
            in.int64(),
            in.int64(),
            in.int64(),
            in.int64(),
            in.int64(),
            MoveFields.read(in),
            in.int32(),
            in.int64(),
            Double.longBitsToDouble(in.int64()));
    in.end();
    if (!isPossible(health)) {
      throw in.malformed();
    }
    return new HealthAnswer(health);
  }

  /** Rejects values that would corrupt the totals of a cluster. */
  private static boolean isPossible(HealthReport health) {
    return isPossible(health.heap())
        && isPossible(health.heapAfterGc())
        && isPossible(health.openConnections())
        && isPossible(health.acceptedConnections())
        && isPossible(health.drainedConnections())
        && isPossible(health.deadlockedThreads())
        && isPossible(health.virtualThreadDelayMillis())
        && health.gcShare() >= UNKNOWN
        && health.gcShare() <= 1;
  }

  static boolean isPossible(long figure) {
    return figure >= UNKNOWN && figure <= MAX;
  }
}
