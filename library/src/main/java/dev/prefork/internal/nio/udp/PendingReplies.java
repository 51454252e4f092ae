package dev.prefork.internal.nio.udp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Threads that have a datagram in hand: they have received one, and have neither sent anything
 * since nor come back for another. A worker that leaves waits for them, as it does for connections.
 */
final class PendingReplies {
  private static final int MIN_CLEANUP_SIZE = 64;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile int cleanupSize = MIN_CLEANUP_SIZE;

  /** The calling thread has received a datagram. */
  void begin() {
    if (threads.size() >= cleanupSize) {
      removeEnded();
      cleanupSize = Math.max(MIN_CLEANUP_SIZE, 2 * threads.size());
    }
    threads.add(Thread.currentThread());
  }

  /** The calling thread has finished with it. */
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
