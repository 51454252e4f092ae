package dev.prefork.internal.dispatch;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records why each worker's last request to listen was refused, until the worker listens or exits.
 * A program may continue without a port, so a refusal alone is not logged as a warning.
 */
final class Refusals {
  /** A worker that fails within this time of a refusal failed because of it. */
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
