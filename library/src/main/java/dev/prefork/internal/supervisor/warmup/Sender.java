package dev.prefork.internal.supervisor.warmup;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over one connection for each port, which is opened again when the server has
 * closed it. Used by one thread; another closes the connection of a request that takes too long.
 */
final class Sender implements AutoCloseable {
  private static final long CHECK_MILLIS = 50;

  /** Opens a connection to the worker. */
  interface Connector {
    SocketChannel connect(int port) throws IOException;
  }

  private final Connector connector;
  private final Map<WireRequest.Endpoint, HttpConnection> open = new HashMap<>();
  private final ScheduledFuture<?> guard;
  private long connections;

  /** The channel of the request under way. Guarded by this. */
  private @Nullable SocketChannel busy;

  private long deadline;
  private boolean expired;

  Sender(Connector connector) {
    this.connector = connector;
    guard =
        ForkJoinPool.commonPool()
            .scheduleWithFixedDelay(
                this::expire, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Sends a request and reads the response.
   *
   * @param nanos the time for both
   * @return the status
   * @throws IOException if there is no valid response, with the reason
   */
  int send(WireRequest request, long nanos) throws IOException {
    begin(nanos);
    try {
      return send(request);
    } catch (IOException e) {
      throw isExpired() ? new IOException("no response within " + seconds(nanos), e) : e;
    } finally {
      end();
    }
  }

  private static String seconds(long nanos) {
    return "%.1f s".formatted(nanos / 1e9);
  }

  private int send(WireRequest request) throws IOException {
    HttpConnection kept = open.remove(request.endpoint());
    if (kept == null) {
      return send(request, connect(request.endpoint()));
    }
    try {
      return send(request, kept);
    } catch (IOException e) {
      if (kept.isStale() && !isExpired()) {
        return send(request, connect(request.endpoint()));
      }
      throw e;
    }
  }

  private int send(WireRequest request, HttpConnection connection) throws IOException {
    boolean keep = false;
    use(connection.channel());
    try {
      int status = connection.send(request.bytes());
      keep = connection.isReusable();
      return status;
    } finally {
      if (keep) {
        open.put(request.endpoint(), connection);
      } else {
        connection.close();
      }
    }
  }

  private HttpConnection connect(WireRequest.Endpoint endpoint) throws IOException {
    SocketChannel channel = connector.connect(endpoint.port());
    use(channel);
    HttpConnection connection = new HttpConnection(channel, endpoint);
    connections++;
    return connection;
  }

  /** Returns the number of connections that were opened. */
  long connections() {
    return connections;
  }

  private synchronized void begin(long nanos) {
    deadline = System.nanoTime() + nanos;
    expired = false;
  }

  private synchronized void use(SocketChannel channel) throws IOException {
    busy = channel;
    if (expired) {
      channel.close();
    }
  }

  private synchronized void end() {
    busy = null;
  }

  private synchronized boolean isExpired() {
    return expired;
  }

  private synchronized void expire() {
    if (busy != null && System.nanoTime() - deadline > 0) {
      expired = true;
      close(busy);
    }
  }

  private static void close(AutoCloseable connection) {
    try {
      connection.close();
    } catch (Exception e) {
      // it is of no use any more
    }
  }

  @Override
  public void close() {
    boolean _ = guard.cancel(false);
    open.values().forEach(Sender::close);
  }
}
