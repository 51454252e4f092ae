package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.balance.Weights;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Gives ports access to the conductor.
 *
 * @param weights the workers' shares of the connections
 * @param clock returns the time, in nanoseconds, at which the current turn of the loop began
 * @param orphans runs when a port may have lost its last worker
 * @param listener receives the events of workers
 */
record PortContext(
    FrameChannel.Io io,
    Sockets sockets,
    Weights weights,
    LongSupplier clock,
    Runnable orphans,
    Ports.Listener listener) {

  long now() {
    return clock.getAsLong();
  }

  void markOrphan() {
    orphans.run();
  }

  void countRedispatched() {
    listener.onRedispatched();
  }

  void publishRefused(int workerId, Listen request, IOException cause) {
    listener.onRefused(workerId, BindFailures.of(request.target(), cause));
  }

  void publishListening(int workerId, BoundSocket socket) {
    listener.onListening(workerId, socket.endpoint());
  }

  void unwatch(Fd fd) {
    try {
      io.epoll().remove(fd);
    } catch (ErrnoException e) {
      throw new IllegalStateException("cannot stop watching the descriptor of a port", e);
    }
  }
}
