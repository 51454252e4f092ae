package dev.prefork.internal.supervisor.warmup;

import dev.prefork.internal.http.Exchanges;
import dev.prefork.internal.supervisor.health.WorkerTls;
import dev.prefork.model.StayReason;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;

/** A connection that sends requests and reads the whole responses, one after the other. */
final class HttpConnection implements AutoCloseable {
  private static final int BUFFER_SIZE = 16 * 1024;
  static final long MAX_RESPONSE = 16L << 20;

  private final SocketChannel channel;
  private final Socket socket;
  private final Exchanges exchanges = new Exchanges();
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private long received;
  private boolean answered;

  /** Connects; closes the channel if the TLS handshake fails. */
  HttpConnection(SocketChannel channel, WireRequest.Endpoint endpoint) throws IOException {
    this.channel = channel;
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket =
          endpoint.secure()
              ? WorkerTls.secure(channel.socket(), endpoint.host(), endpoint.port())
              : channel.socket();
    } catch (IOException e) {
      channel.close();
      throw new IOException("no connection: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      channel.close();
      throw new IOException("TLS is not available: " + e.getMessage(), e);
    }
  }

  /**
   * Sends a request and reads the response.
   *
   * @return the status
   * @throws IOException if the response does not end, is too large, or is not HTTP/1.x
   */
  int send(byte[] request) throws IOException {
    received = 0;
    int _ = exchanges.request(ByteBuffer.wrap(request));
    int before = exchanges.count();
    socket.getOutputStream().write(request);
    socket.getOutputStream().flush();
    while (exchanges.count() == before && exchanges.stays() == null) {
      int count = read();
      if (count < 0) {
        throw new IOException(received == 0 ? "connection closed" : "response cut short");
      }
      exchanges.response(ByteBuffer.wrap(buffer, 0, count));
    }
    if (exchanges.count() == before) {
      readToEnd();
    }
    answered = true;
    return exchanges.status();
  }

  /** The end of the connection ends a response without a length. */
  private void readToEnd() throws IOException {
    if (exchanges.stays() != StayReason.CLOSING) {
      throw new IOException("response is not valid HTTP/1.1 (" + exchanges.stays() + ")");
    }
    while (read() >= 0) {
      // the parser leaves the body to us
    }
  }

  private int read() throws IOException {
    int count = socket.getInputStream().read(buffer);
    received += Math.max(count, 0);
    if (received > MAX_RESPONSE) {
      throw new IOException("response larger than " + (MAX_RESPONSE >> 20) + " MB");
    }
    return count;
  }

  SocketChannel channel() {
    return channel;
  }

  /** Returns whether another request may follow. */
  boolean isReusable() {
    return exchanges.isBoundary();
  }

  /**
   * Returns whether the server has closed a connection on which it had answered before: it may do
   * so after any response.
   */
  boolean isStale() {
    return answered && received == 0;
  }

  @Override
  public void close() throws IOException {
    channel.close(); // without an orderly end of TLS, which could block
  }
}
