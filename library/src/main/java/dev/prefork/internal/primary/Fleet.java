package dev.prefork.internal.primary;

import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Holds the workers that have not ended, by id. Any thread may read; the conductor removes. */
final class Fleet {
  private final AtomicLong redispatched = new AtomicLong();
  private final AtomicLong moved = new AtomicLong();
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

  /** Chooses the number that is added to the debug and JMX ports of a new worker. */
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

  /** {@return true if a worker was forked to run as this user} */
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

  /** {@return the number of connections redispatched to another worker since the start} */
  long redispatched() {
    return redispatched.get();
  }

  void countMoved() {
    moved.incrementAndGet();
  }

  /** {@return the number of established connections moved to another worker since the start} */
  long moved() {
    return moved.get();
  }

  /** {@return the workers that serve and do not drain} */
  List<WorkerHandle> serving() {
    return workers.values().stream()
        .filter(worker -> worker.mayServe() && !worker.isStarting())
        .toList();
  }

  boolean isEmpty() {
    return workers.isEmpty();
  }

  /**
   * {@return true if a port without a worker may be served again soon} A worker is starting, or a
   * crashed one may be replaced.
   */
  boolean mayServeOrphans() {
    for (WorkerHandle worker : workers.values()) {
      if (worker.isStarting() || worker.isCrashing()) {
        return true;
      }
    }
    return false;
  }

  /** {@return true if a worker may still open further ports} */
  boolean isAnySettling(long now) {
    for (WorkerHandle worker : workers.values()) {
      if (worker.isSettling(now)) {
        return true;
      }
    }
    return false;
  }

  /** {@return the worker with this token, or null} */
  @Nullable WorkerHandle byToken(byte[] token) {
    for (WorkerHandle worker : workers.values()) {
      if (MessageDigest.isEqual(worker.token(), token)) {
        return worker;
      }
    }
    return null;
  }
}
