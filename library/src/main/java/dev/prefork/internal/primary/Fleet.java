package dev.prefork.internal.primary;

import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The workers that are not gone, by id. Any thread may look; the conductor removes. */
final class Fleet {
  private final AtomicLong redispatched = new AtomicLong();
  private final Map<Integer, WorkerHandle> workers = new ConcurrentSkipListMap<>();

  void add(WorkerHandle worker) {
    workers.put(worker.id(), worker);
  }

  void remove(WorkerHandle worker) {
    workers.remove(worker.id());
  }

  Map<Integer, WorkerHandle> all() {
    return Collections.unmodifiableMap(workers);
  }

  Collection<WorkerHandle> workers() {
    return workers.values();
  }

  /** What the ports of a worker are counted up by that is about to be forked. */
  int portNumber(Map<String, String> environment, int id) {
    Set<Integer> taken = new HashSet<>();
    Set<Integer> slots = new HashSet<>();
    for (WorkerHandle worker : workers.values()) {
      taken.add(worker.portNumber());
      Integer slot = worker.slot();
      if (slot != null) {
        slots.add(slot);
      }
    }
    return PortNumbers.choose(environment, id, taken, slots);
  }

  /** True if some worker was forked to be this user. */
  boolean expects(int uid) {
    for (WorkerHandle worker : workers.values()) {
      Integer wanted = worker.options().uid();
      if (wanted != null && wanted == uid) {
        return true;
      }
    }
    return false;
  }

  void countRedispatched() {
    redispatched.incrementAndGet();
  }

  /** How many connections one worker had not accepted and another has, ever. */
  long redispatched() {
    return redispatched.get();
  }

  boolean isEmpty() {
    return workers.isEmpty();
  }

  /**
   * True if a port that nobody serves now may be served again soon: a worker is coming, or one has
   * died that may yet be replaced.
   */
  boolean mayServeOrphans() {
    for (WorkerHandle worker : workers.values()) {
      if (worker.isStarting() || worker.isCrashing()) {
        return true;
      }
    }
    return false;
  }

  /** True if a worker may not have opened all its ports yet. */
  boolean isAnySettling(long now) {
    for (WorkerHandle worker : workers.values()) {
      if (worker.isSettling(now)) {
        return true;
      }
    }
    return false;
  }

  /** The worker with this secret. */
  @Nullable WorkerHandle byToken(byte[] token) {
    for (WorkerHandle worker : workers.values()) {
      if (MessageDigest.isEqual(worker.token(), token)) {
        return worker;
      }
    }
    return null;
  }
}
