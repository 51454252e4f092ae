package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * What a worker that ends in order has had.
 *
 * @param open how many connections are open
 * @param accepted how many it has accepted
 * @param drained how many have ended since it began to leave
 */
public record FinalCounts(long open, long accepted, long drained) {
  /** The frame. */
  public byte[] encode() {
    FrameBody.Writer body = new FrameBody.Writer().int64(open).int64(accepted).int64(drained);
    return Frame.encode(FrameType.FINAL_COUNTS, body.toBytes());
  }

  /** Reads the body. */
  public static FinalCounts decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.FINAL_COUNTS, body);
    FinalCounts figures = new FinalCounts(in.int64(), in.int64(), in.int64());
    in.end();
    if (!figures.isPossible()) {
      throw in.malformed();
    }
    return figures;
  }

  private boolean isPossible() {
    return HealthAnswer.isPossible(open)
        && HealthAnswer.isPossible(accepted)
        && HealthAnswer.isPossible(drained);
  }
}
