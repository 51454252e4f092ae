package dev.prefork.internal.nio.udp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tracks threads that have received a datagram and have neither sent nor received another since. A
 * draining worker waits for them as it does for connections.
 */
final class PendingReplies {
  private static final int MIN_CLEANUP_SIZE = 64;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile int cleanupSize = MIN_CLEANUP_SIZE;

  void begin() {
    if (threads.size() >= cleanupSize) {
      removeEnded();
      cleanupSize = Math.max(MIN_CLEANUP_SIZE, 2 * threads.size());
    }
    threads.add(Thread.currentThread());
  }

  void end() {
    threads.remove(Thread.currentThread());
  }

  boolean any() {
    removeEnded();
    return !threads.isEmpty();
  }

  private void removeEnded() {
    threads.removeIf(thread -> !thread.isAlive());
  }
}
