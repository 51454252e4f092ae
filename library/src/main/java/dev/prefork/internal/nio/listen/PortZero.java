package dev.prefork.internal.nio.listen;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts this worker's binds of port 0 per address, so that the n-th bind of each worker gets the
 * same port, as in Node. The count restarts when the last of these sockets is closed.
 */
final class PortZero {
  private static final Map<String, Counter> COUNTERS = new HashMap<>();

  private final String key;
  private final int index;

  private static final class Counter {
    int requests;
    int open;
  }

  private PortZero(String key, int index) {
    this.key = key;
    this.index = index;
  }

  /**
   * Counts a bind. The key is a string, because loading a record would delay the start of a worker.
   */
  static PortZero next(InetAddress host, boolean ipv6) {
    String key = host.getHostAddress() + (ipv6 ? " dual" : " IPv4");
    synchronized (COUNTERS) {
      Counter counter = COUNTERS.get(key);
      if (counter == null) {
        counter = new Counter();
        COUNTERS.put(key, counter);
      }
      counter.open++;
      return new PortZero(key, counter.requests++);
    }
  }

  int index() {
    return index;
  }

  void close() {
    synchronized (COUNTERS) {
      Counter counter = COUNTERS.get(key);
      if (counter != null && --counter.open == 0) {
        COUNTERS.remove(key);
      }
    }
  }
}
