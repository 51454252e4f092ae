package dev.prefork.internal.http;

import dev.prefork.model.StayReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the exchanges on one HTTP/1.x connection, of which it sees the bytes of both sides.
 *
 * <p>If a byte is ambiguous, the connection stays: from then on there is no boundary, and nothing
 * is parsed. Not thread-safe.
 */
public final class Exchanges {
  private final RequestSide request = new RequestSide();
  private final ResponseSide response = new ResponseSide(request);
  private int count;
  private @Nullable StayReason stays;

  /**
   * Takes the client's bytes from position to limit, which it does not change; returns how many of
   * them belong to the request under way.
   *
   * <p>The bytes after those are of a later request, and have to be offered again when the response
   * has ended. If the connection stays, all bytes count as taken.
   */
  public int request(ByteBuffer bytes) {
    if (stays != null) {
      return bytes.remaining();
    }
    int end = request.take(bytes, bytes.position());
    stays = request.problem();
    return stays == null ? end - bytes.position() : bytes.remaining();
  }

  /** Takes the server's bytes from position to limit, which it does not change. */
  public void response(ByteBuffer bytes) {
    int at = bytes.position();
    while (stays == null && at < bytes.limit()) {
      at = response.take(bytes, at);
      stays = response.problem();
      if (stays == null && response.isComplete()) {
        endExchange();
      }
    }
  }

  private void endExchange() {
    count++;
    if (isClosing()) {
      stays = StayReason.CLOSING;
    }
    request.clear();
    response.clear();
  }

  /** HTTP/1.0 closes unless both sides agree to keep the connection. */
  private boolean isClosing() {
    boolean bothKeepAlive = request.fields.keepsAlive() && response.fields.keepsAlive();
    boolean isVersion10 = request.isVersion10() || response.isVersion10();
    return request.fields.closes() || response.fields.closes() || (isVersion10 && !bothKeepAlive);
  }

  /** Returns true if no exchange is under way and the connection need not stay. */
  public boolean isBoundary() {
    return stays == null && !request.isBegun();
  }

  /** Returns the number of complete exchanges. */
  public int count() {
    return count;
  }

  /** Returns the status of the latest response whose first line was read; 0 before the first. */
  public int status() {
    return response.status();
  }

  /** Returns true if the request under way has ended; its response may not have. */
  public boolean isRequestComplete() {
    return request.isComplete();
  }

  /** Returns why the connection has to stay; null if it need not. */
  public @Nullable StayReason stays() {
    return stays;
  }
}
