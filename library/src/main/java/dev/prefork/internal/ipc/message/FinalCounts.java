package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.MoveReport;

/**
 * The body of {@link FrameType#FINAL_COUNTS}, sent by a worker at a regular exit.
 *
 * @param open the number of open connections
 * @param accepted the number of connections that the worker has accepted
 * @param drained the number of connections that have ended since the worker began to drain, and
 *     have not moved
 * @param moves the connections that have moved to other workers, and those that stayed
 */
public record FinalCounts(long open, long accepted, long drained, MoveReport moves) {
  /** Encodes the whole frame. */
  public byte[] encode() {
    FrameBody.Writer body = new FrameBody.Writer().int64(open).int64(accepted).int64(drained);
    MoveFields.write(moves, body);
    return Frame.encode(FrameType.FINAL_COUNTS, body.toBytes());
  }

  /** Decodes a body. */
  public static FinalCounts decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.FINAL_COUNTS, body);
    FinalCounts figures = new FinalCounts(in.int64(), in.int64(), in.int64(), MoveFields.read(in));
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
