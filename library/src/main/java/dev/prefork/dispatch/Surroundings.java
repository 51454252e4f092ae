package dev.prefork.dispatch;

import dev.prefork.ipc.FrameChannel;
import dev.prefork.sys.ErrnoException;
import dev.prefork.sys.Fd;
import dev.prefork.sys.Sockets;
import java.util.function.LongSupplier;

/**
 * What a port needs of the conductor.
 *
 * @param clock nanoseconds, as of the current turn of the loop
 * @param orphans told when a worker has left a port
 * @param servedOn told when a worker has taken what was another's
 */
record Surroundings(
    FrameChannel.Io io, Sockets sockets, LongSupplier clock, Runnable orphans, Runnable servedOn) {

  long now() {
    return clock.getAsLong();
  }

  void noteOrphan() {
    orphans.run();
  }

  void noteServedOn() {
    servedOn.run();
  }

  void forget(Fd fd) {
    try {
      io.epoll().remove(fd);
    } catch (ErrnoException e) {
      throw new IllegalStateException("a port's descriptor must be watched until it is closed", e);
    }
  }
}
