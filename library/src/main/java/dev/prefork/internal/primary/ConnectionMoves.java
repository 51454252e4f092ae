package dev.prefork.internal.primary;

import dev.prefork.internal.dispatch.MoveTargets;
import dev.prefork.internal.dispatch.Ports;
import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.MoveOffer;
import dev.prefork.internal.ipc.message.MoveReply;
import dev.prefork.internal.ipc.message.MoveRequest;
import dev.prefork.internal.sys.Fd;
import dev.prefork.model.HealthReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gives established connections to other workers: all of a worker that drains, some of a worker
 * that has more than its share. Confined to the conductor's thread.
 */
record ConnectionMoves(Fleet fleet, Ports ports) implements MoveTargets {
  /**
   * Asks a worker to offer its connections, if another worker can take them. Precedes the request
   * to end, so that the worker knows it then.
   */
  void drain(WorkerHandle draining) {
    List<WorkerHandle> others =
        fleet.serving().stream().filter(worker -> worker != draining).toList();
    if (!others.isEmpty()) {
      others.forEach(ConnectionMoves::refresh);
      request(draining, MoveRequest.ALL);
    }
  }

  /** The answer has the number of open connections. */
  private static void refresh(WorkerHandle worker) {
    CompletableFuture<HealthReport> _ = worker.health();
  }

  /**
   * Asks workers that have more connections than their share, by their weights, to offer the
   * surplus.
   *
   * @return the number of connections that are to move
   */
  int rebalance() {
    List<WorkerHandle> serving = fleet.serving();
    int total = serving.stream().mapToInt(worker -> load(worker.id())).sum();
    double weights = serving.stream().mapToDouble(this::weight).sum();
    int sum = 0;
    for (WorkerHandle worker : serving) {
      int surplus = Surplus.of(load(worker.id()), total * weight(worker) / weights);
      if (surplus > 0 && request(worker, surplus)) {
        sum += surplus;
      }
    }
    return sum;
  }

  private double weight(WorkerHandle worker) {
    return ports.weight(worker.id());
  }

  private static boolean request(WorkerHandle worker, int count) {
    FrameChannel channel = worker.channel();
    if (channel == null || !channel.isOpen() || !worker.options().moveConnections()) {
      return false;
    }
    try {
      channel.send(new MoveRequest(count).encode());
      return true;
    } catch (IOException e) {
      return false; // the worker has ended; the channel will report its end
    }
  }

  /** Takes an offer. The descriptor is missing if this process has too many open files. */
  void onOffer(WorkerHandle worker, FrameChannel channel, Frame frame) throws IOException {
    int id = check(frame).id();
    Fd offered = frame.descriptor();
    boolean accepted = offered != null && ports.move(worker.id(), offered, this);
    if (accepted) {
      worker.healthQuestion().addConnections(-1);
      fleet.countMoved();
    }
    channel.reply(new MoveReply(id, accepted).encode());
  }

  /** Closes the descriptor if the frame is bad. */
  private static MoveOffer check(Frame frame) throws BadFrameException {
    frame.requireDescriptor();
    try {
      return MoveOffer.decode(frame.body());
    } catch (BadFrameException e) {
      frame.discard();
      throw e;
    }
  }

  @Override
  public int load(int workerId) {
    WorkerHandle worker = fleet.all().get(workerId);
    return worker == null ? Integer.MAX_VALUE : worker.healthQuestion().openConnections();
  }

  @Override
  public void onPlaced(int workerId) {
    WorkerHandle worker = fleet.all().get(workerId);
    if (worker != null) {
      worker.healthQuestion().addConnections(1);
    }
  }
}
