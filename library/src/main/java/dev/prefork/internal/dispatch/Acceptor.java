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
 * Accepts connections from listening sockets, one for each call of {@link #next}; the others stay
 * in the kernel's backlog. Sockets can be added and removed at any time. Their owner closes them.
 */
final class Acceptor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final String name;
  private final PortContext context;
  private final Runnable onArrival;
  private final List<Source> sources = new ArrayList<>();

  /** Index of the source that was tried last. Sources take turns, so that none starves. */
  private int lastSource;

  private boolean outOfDescriptors;
  private boolean shortageLogged;

  /**
   * Creates an acceptor without sockets.
   *
   * @param name the port's name, for the log
   * @param onArrival runs when there may be a connection to accept
   */
  Acceptor(String name, PortContext context, Runnable onArrival) {
    this.name = name;
    this.context = context;
    this.onArrival = onArrival;
  }

  /** A listening socket. */
  private final class Source implements Epoll.Handler {
    private final Fd listener;

    /** False only if the backlog was empty after the socket's last event. */
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

  /** Adds a listening socket; connections already in its backlog count as an arrival. */
  void add(Fd listener) throws ErrnoException {
    Source source = new Source(listener);
    context.io().epoll().add(listener, Epoll.READABLE | Epoll.EDGE_TRIGGERED, source);
    sources.add(source);
  }

  /** Removes a socket that was added and is still open. */
  void remove(Fd listener) {
    if (sources.removeIf(source -> source.listener == listener)) {
      context.unwatch(listener);
    }
  }

  /** Returns the next connection; null if there is none, or no descriptor for it. */
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

  /** Linux reports pending errors of a new connection through accept4; the next may have none. */
  private static boolean concernsOneConnection(Errno errno) {
    return switch (errno) {
      case ECONNABORTED, EPROTO, EPERM, UNKNOWN -> true;
      default -> false;
    };
  }

  /** Returns whether accepting has stopped for lack of descriptors. */
  boolean isOutOfDescriptors() {
    return outOfDescriptors;
  }

  /** Retries after a lack of descriptors; called at intervals. */
  void tick() {
    outOfDescriptors = false;
  }

  /** Removes all sockets, which must still be open. */
  @Override
  public void close() {
    sources.forEach(source -> context.unwatch(source.listener));
    sources.clear();
  }
}
