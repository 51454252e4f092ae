package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.MoveOffer;
import dev.prefork.internal.ipc.message.MoveReply;
import dev.prefork.internal.ipc.message.MoveRequest;
import dev.prefork.internal.nio.move.Mover;
import dev.prefork.internal.sys.Fd;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Exchanges the frames by which this worker's connections move to other workers. */
final class ConnectionMoves {
  private final PrimaryChannel channel;

  ConnectionMoves(PrimaryChannel channel) {
    this.channel = channel;
  }

  /** Takes a request to move, or the reply to an offer. */
  void onFrame(Frame frame) {
    try {
      if (frame.type() == FrameType.MOVE) {
        Mover.move(MoveRequest.decode(frame.body()).count(), this::offer);
      } else {
        MoveReply reply = MoveReply.decode(frame.body());
        Mover.onReply(reply.id(), reply.accepted());
      }
    } catch (BadFrameException e) {
      throw new IllegalStateException(e); // the primary is trusted
    }
  }

  private CompletableFuture<Void> offer(int id, Fd connection) {
    return channel.send(List.of(new MoveOffer(id).encode()), connection);
  }
}
