package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;
import java.util.List;

/**
 * The requests that a new worker answers before it gets its first connection. The supervisor sends
 * them one after the other, and repeats them until they no longer become faster.
 *
 * @param requests the requests, up to 1000. Without any, workers get connections at once
 * @param limit how long the requests are repeated at most; also at most half of the time that is
 *     left for the start of the worker ({@link StartupOptions#timeout})
 * @param required whether a worker must have answered all requests with a status from 200 to 399.
 *     If so, a worker that does not do so within the limit is killed, and a reload that started it
 *     is rolled back. If not, a note names the request that failed, and the worker gets connections
 */
public record WarmUpRequests(List<WarmUpRequest> requests, Duration limit, boolean required) {
  /** The bounds of {@link #limit}: 1 ms to one day. */
  public static final TimeRange LIMITS = new TimeRange(Duration.ofMillis(1), Duration.ofDays(1));

  /** The largest number of requests. */
  public static final int MAX_REQUESTS = 1000;

  /** No requests; a limit of 10 s. */
  public static final WarmUpRequests NONE =
      new WarmUpRequests(List.of(), Duration.ofSeconds(10), false);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are too many requests, or if the limit is out of
   *     bounds
   */
  public WarmUpRequests {
    requests = List.copyOf(requests);
    Duration _ = LIMITS.check("limit", limit);
    if (requests.size() > MAX_REQUESTS) {
      throw new IllegalArgumentException(
          "%d requests are too many: expected up to %d".formatted(requests.size(), MAX_REQUESTS));
    }
  }

  /** {@return whether there are no requests} */
  public boolean isEmpty() {
    return requests.isEmpty();
  }
}
