package dev.prefork.internal.ipc;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes the frames that a {@link DeliveryBatch} has deferred for more than a millisecond: its
 * thread may be in a listener that waits for just this message to be sent. The timer's thread
 * sleeps while nothing is deferred.
 */
final class FlushTimer {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** After this many periods without a frame, the thread sleeps. */
  private static final int MAX_IDLE_PERIODS = 100;

  private static final Set<Outbox> WATCHED = ConcurrentHashMap.newKeySet();
  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("prefork-flush").start(FlushTimer::loop);

  private static volatile boolean asleep;

  private FlushTimer() {}

  static void watch(Outbox outbox) {
    WATCHED.add(outbox);
    if (asleep) {
      asleep = false;
      LockSupport.unpark(THREAD);
    }
  }

  private static void loop() {
    while (true) {
      for (int idle = 0; idle < MAX_IDLE_PERIODS; idle++) {
        LockSupport.parkNanos(PERIOD_NANOS);
        if (pump()) {
          idle = 0;
        }
      }
      asleep = true;
      if (WATCHED.isEmpty()) {
        LockSupport.park();
      }
      asleep = false;
    }
  }

  private static boolean pump() {
    List<Outbox> due = List.copyOf(WATCHED);
    WATCHED.removeAll(due);
    due.forEach(Outbox::pumpOrRequest);
    return !due.isEmpty();
  }
}
