package dev.prefork.dispatch;

import dev.prefork.ipc.FrameChannel;
import dev.prefork.ipc.Listen;
import dev.prefork.sys.ErrnoException;
import dev.prefork.sys.Fd;
import dev.prefork.sys.Sockets;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * What a port needs of the conductor.
 *
 * @param clock nanoseconds, as of the current turn of the loop
 * @param orphans told when a worker has left a port
 * @param news told of what workers do
 */
record Surroundings(
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
