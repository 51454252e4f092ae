package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * What a port needs of the conductor.
 *
 * @param clock nanoseconds, as of the current turn of the loop
 * @param orphans told when a worker has left a port
 * @param listener told of what workers do
 */
record PortContext(
    FrameChannel.Io io,
    Sockets sockets,
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
      throw new IllegalStateException("a port's descriptor must be watched until it is closed", e);
    }
  }
}
