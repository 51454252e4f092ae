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
 * @param news told of what workers do
 */
record PortContext(
    FrameChannel.Io io, Sockets sockets, LongSupplier clock, Runnable orphans, Ports.News news) {

  long now() {
    return clock.getAsLong();
  }

  void noteOrphan() {
    orphans.run();
  }

  void noteServedOn() {
    news.onServedOn();
  }

  void noteRefused(int workerId, Listen request, IOException cause) {
    news.onRefused(workerId, BindFailures.of(request.target(), cause));
  }

  void noteListening(int workerId, BoundSocket socket) {
    news.onListening(workerId, socket.endpoint());
  }

  void forget(Fd fd) {
    try {
      io.epoll().remove(fd);
    } catch (ErrnoException e) {
      throw new IllegalStateException("a port's descriptor must be watched until it is closed", e);
    }
  }
}
