package dev.prefork.internal.nio.udp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Threads that have a datagram in hand: they have received one, and have neither sent anything
 * since nor come back for another. A worker that leaves waits for them, as it does for connections.
 */
final class Answering {
  private static final int FIRST_SWEEP = 64;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile int sweepAt = FIRST_SWEEP;

  /** The calling thread has received a datagram. */
  void begin() {
    if (threads.size() >= sweepAt) {
      sweep();
      sweepAt = Math.max(FIRST_SWEEP, 2 * threads.size());
    }
    threads.add(Thread.currentThread());
  }

  /** The calling thread has finished with it. */
  void end() {
    threads.remove(Thread.currentThread());
  }

  boolean any() {
    sweep();
    return !threads.isEmpty();
  }

  private void sweep() {
    threads.removeIf(thread -> !thread.isAlive());
  }
}
