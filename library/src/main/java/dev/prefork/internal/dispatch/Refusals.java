package dev.prefork.internal.dispatch;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Why workers did not get the ports that they asked for: of each that has not ended, the last time,
 * unless it has got a port since. A program may do without a port, so that alone is no warning.
 */
final class Refusals {
  /** How long a program may take to end because it did not get a port. */
  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Map<Integer, Refused> last = new HashMap<>();

  private record Refused(@Nullable String reason, long at) {}

  void add(int workerId, @Nullable String reason, long now) {
    System.getLogger("dev.prefork")
        .log(Level.DEBUG, "worker " + workerId + " cannot listen: " + reason);
    last.put(workerId, new Refused(reason, now));
  }

  void remove(int workerId) {
    last.remove(workerId);
  }

  @Nullable String recent(int workerId, long now) {
    Refused refused = last.get(workerId);
    return refused == null || now - refused.at > RECENT_NANOS ? null : refused.reason;
  }
}
