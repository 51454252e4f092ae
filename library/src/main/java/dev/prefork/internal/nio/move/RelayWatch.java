package dev.prefork.internal.nio.move;

import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;

/** Waits for the events of both ends of a relay, as long as they can bring anything new. */
final class RelayWatch {
  private final Relay relay;
  private final Step step;
  private final End client;
  private final End server;

  /** Lets the relay do what it can do. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * Creates a watch that waits for nothing yet.
   *
   * @param step called after each event
   */
  RelayWatch(Epoll epoll, Relay relay, Step step) {
    this.relay = relay;
    this.step = step;
    this.client = new End(epoll, relay.client(), events -> onReady(true, events));
    this.server = new End(epoll, relay.server(), events -> onReady(false, events));
  }

  private void onReady(boolean byClient, int events) throws IOException {
    if ((events & Epoll.HANG_UP) != 0) {
      relay.hangUp(byClient);
      (byClient ? client : server).end();
    }
    step.run();
  }

  /** Waits for the events that the relay wants now. */
  void update() throws ErrnoException {
    client.watch(relay.clientInterest());
    server.watch(relay.serverInterest());
  }

  /** Waits for nothing until the next {@link #update}. Must precede the close of the relay. */
  void pause() throws ErrnoException {
    client.pause();
    server.pause();
  }

  /** One end. The kernel reports a hang-up again and again, so the first one is the last event. */
  private static final class End {
    private final Epoll epoll;
    private final Fd fd;
    private final Epoll.Handler handler;
    private boolean watched;
    private boolean ended;

    End(Epoll epoll, Fd fd, Epoll.Handler handler) {
      this.epoll = epoll;
      this.fd = fd;
      this.handler = handler;
    }

    void watch(int interest) throws ErrnoException {
      if (ended) {
        return;
      }
      if (watched) {
        epoll.change(fd, interest);
      } else {
        epoll.add(fd, interest, handler);
        watched = true;
      }
    }

    void pause() throws ErrnoException {
      if (watched) {
        watched = false;
        epoll.remove(fd);
      }
    }

    void end() throws ErrnoException {
      ended = true;
      pause();
    }
  }
}
