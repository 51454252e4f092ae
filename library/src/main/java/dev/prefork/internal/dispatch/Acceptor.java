package dev.prefork.internal.dispatch;

import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections from listening sockets, which may come and go, and only when it is asked for
 * one: what nobody asks for stays in the kernel's backlog. The descriptors stay their owner's.
 */
final class Acceptor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final String name;
  private final PortContext context;
  private final Runnable onArrival;
  private final List<Source> sources = new ArrayList<>();

  /** Whose turn it is: a source that is never empty must not keep the others from theirs. */
  private int lastSource;

  private boolean outOfDescriptors;
  private boolean shortageLogged;

  /**
   * None yet.
   *
   * @param name of the port, for the log
   * @param arrivals told when there may be something to accept
   */
  Acceptor(String name, PortContext context, Runnable onArrival) {
    this.name = name;
    this.context = context;
    this.onArrival = onArrival;
  }

  /** A listening socket. */
  private final class Source implements Epoll.Handler {
    private final Fd listener;

    /** False only when the backlog was seen empty after the last event of the socket. */
    private boolean mayHaveMore;

    Source(Fd listener) {
      this.listener = listener;
    }

    @Override
    public void onReady(int events) {
      mayHaveMore = true;
      onArrival.run();
    }
  }

  /** Accepts from this socket, too; what is in its backlog already is told as an arrival. */
  void add(Fd listener) throws ErrnoException {
    Source source = new Source(listener);
    context.io().epoll().add(listener, Epoll.READABLE | Epoll.EDGE_TRIGGERED, source);
    sources.add(source);
  }

  /** Accepts no more from a socket that was added and is still open. */
  void remove(Fd listener) {
    if (sources.removeIf(source -> source.listener == listener)) {
      context.unwatch(listener);
    }
  }

  /** The next connection; null if there is none, or no descriptor for it. */
  @Nullable Connection next() {
    for (int tries = sources.size(); tries > 0 && !outOfDescriptors; tries--) {
      lastSource = lastSource + 1 < sources.size() ? lastSource + 1 : 0;
      Source source = sources.get(lastSource);
      Connection connection = source.mayHaveMore ? accept(source) : null;
      if (connection != null) {
        return connection;
      }
    }
    return null;
  }

  private @Nullable Connection accept(Source source) {
    while (true) {
      try {
        Connection connection = context.sockets().accept(source.listener);
        source.mayHaveMore = connection != null;
        shortageLogged = false;
        return connection;
      } catch (ErrnoException e) {
        if (!concernsOneConnection(e.errno())) {
          outOfDescriptors = true;
          logShortage(e);
          return null;
        }
      }
    }
  }

  private void logShortage(ErrnoException e) {
    if (!shortageLogged) {
      shortageLogged = true;
      LOG.log(Level.ERROR, "connections to " + name + " wait: " + e.getMessage());
    }
  }

  /**
   * Linux reports pending errors of the new connection through accept4; the next one may be fine.
   */
  private static boolean concernsOneConnection(Errno errno) {
    return switch (errno) {
      case ECONNABORTED, EPROTO, EPERM, UNKNOWN -> true;
      default -> false;
    };
  }

  /** True while nothing is accepted because there was no descriptor for it. */
  boolean isOutOfDescriptors() {
    return outOfDescriptors;
  }

  /** Tries again. To be called when time has passed. */
  void tick() {
    outOfDescriptors = false;
  }

  /** Accepts no more; the sockets must still be open. */
  @Override
  public void close() {
    sources.forEach(source -> context.unwatch(source.listener));
    sources.clear();
  }
}
