package dev.prefork.internal.primary;

import dev.prefork.internal.dispatch.Ports;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.MoveOffer;
import dev.prefork.internal.ipc.message.MoveReply;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;

/** Gives established connections of draining workers to others. */
record ConnectionMoves(Fleet fleet, Ports ports) {
  /**
   * Asks a worker to offer its connections, if another worker can take them. Precedes the request
   * to end, so that the worker knows it then.
   */
  void request(WorkerHandle draining, FrameChannel channel) {
    if (!draining.options().moveConnections() || !fleet.isAnotherServing(draining)) {
      return;
    }
    try {
      channel.send(Frame.encode(FrameType.MOVE));
    } catch (IOException e) {
      // the worker has ended; the channel will report its end
    }
  }

  /** Takes an offer. The descriptor is missing if this process has too many open files. */
  void onOffer(WorkerHandle worker, FrameChannel channel, Frame frame) throws IOException {
    int id = MoveOffer.decode(frame.body()).id();
    Fd offered = frame.descriptor();
    boolean accepted = offered != null && ports.move(worker.id(), offered);
    if (accepted) {
      fleet.countMoved();
    }
    channel.send(new MoveReply(id, accepted).encode());
  }
}
