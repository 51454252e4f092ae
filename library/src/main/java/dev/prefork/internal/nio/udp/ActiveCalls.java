package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Counts the threads that run a socket operation and may keep a closed socket open. */
final class ActiveCalls {
  private static final int MAX_POLLS = 1000;
  private static final long POLL_NANOS = 100_000;

  private final AtomicInteger count = new AtomicInteger();

  <T extends @Nullable Object> T run(ClusterDatagramChannel.Action<T> action) throws IOException {
    count.incrementAndGet();
    try {
      return action.run();
    } finally {
      count.decrementAndGet();
    }
  }

  /** Waits up to 0.1 s until no operation is running. */
  void awaitNone() {
    for (int poll = 0; poll < MAX_POLLS && count.get() > 0; poll++) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
