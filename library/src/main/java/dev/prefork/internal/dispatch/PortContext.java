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
 * @param events told of what workers do
 */
record PortContext(
    FrameChannel.Io io, Sockets sockets, LongSupplier clock, Runnable orphans, Ports.News events) {

  long now() {
    return clock.getAsLong();
  }

  void markOrphan() {
    orphans.run();
  }

  void countRedispatched() {
    events.onRedispatched();
  }

  void publishRefused(int workerId, Listen request, IOException cause) {
    events.onRefused(workerId, BindFailures.of(request.target(), cause));
  }

  void publishListening(int workerId, BoundSocket socket) {
    events.onListening(workerId, socket.endpoint());
  }

  void forget(Fd fd) {
    try {
      io.epoll().remove(fd);
    } catch (ErrnoException e) {
      throw new IllegalStateException("a port's descriptor must be watched until it is closed", e);
    }
  }
}
