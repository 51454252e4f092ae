package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.link.DrainState;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.NativeThread;

/**
 * A thread's wait for a connection to one server.
 *
 * <p>While the worker drains it also ends when the worker itself connects to that server: see
 * {@link OwnCalls}. The descriptor that the thread polls is not made ready by that, so the thread
 * is woken as the JDK wakes it when a channel is closed.
 */
final class BlockingAccept {
  /**
   * The last JDK whose way to wake a thread this is. A later one also warns when a final field is
   * set, as {@link OwnCalls} does.
   */
  private static final int LAST_JDK = 25;

  private static final boolean WOKEN = Runtime.version().feature() <= LAST_JDK;

  private final ClusterServer.Facade facade;
  private final boolean ipv6;
  private volatile boolean used;

  /** The worker's own connections that no thread has got anything for. */
  private int ownCalls;

  /** The thread that rests; its number if it is a platform thread. */
  private @Nullable Thread resting;

  private long restingNumber;

  BlockingAccept(ClusterServer.Facade facade, boolean ipv6) {
    this.facade = facade;
    this.ipv6 = ipv6;
  }

  /** False if this JDK is too new for it: then a server's stop takes its time. */
  static boolean canBeWoken() {
    return WOKEN;
  }

  /** True once a thread has waited here. */
  boolean isUsed() {
    return used;
  }

  /** Waits for a connection: see {@link ClusterServer#await}. */
  @Nullable Accepted await(Intake ready, long nanos) throws IOException {
    if (!used) {
      used = true;
      DrainState.onBegin(OwnCalls::watch);
    }
    if (DrainState.isBegun()) {
      OwnCalls.watch(); // this worker had no thread in accept when it began to drain
    }
    long start = nanos == 0 ? 0 : System.nanoTime();
    Accepted accepted = poll(ready);
    while (accepted == null && facade.isOpen() && !isInterruptedVirtually()) {
      long left = nanos == 0 ? 0 : nanos - (System.nanoTime() - start);
      if (left <= 0 && nanos != 0) {
        return null;
      }
      rest(ready, left);
      accepted = facade.isOpen() ? poll(ready) : null;
    }
    return accepted;
  }

  /** Such a thread would not wait. */
  private static boolean isInterruptedVirtually() {
    Thread thread = Thread.currentThread();
    return thread.isVirtual() && thread.isInterrupted();
  }

  private @Nullable Accepted poll(Intake ready) throws IOException {
    Accepted accepted = ready.poll();
    return accepted == null && takeOwnCall() ? OwnCalls.endedConnection(ipv6) : accepted;
  }

  private void rest(Intake ready, long nanos) throws IOException {
    if (beginRest()) {
      try {
        ready.rest(nanos);
      } finally {
        endRest();
      }
    }
  }

  private synchronized boolean beginRest() {
    if (ownCalls > 0) {
      return false;
    }
    resting = Thread.currentThread();
    restingNumber = WOKEN ? NativeThread.current() : 0;
    return true;
  }

  private synchronized void endRest() {
    resting = null;
  }

  private synchronized boolean takeOwnCall() {
    if (ownCalls == 0) {
      return false;
    }
    ownCalls--;
    return true;
  }

  /** The worker connects to this server. To be followed by {@link #wake}. */
  synchronized void recordOwnCall() {
    ownCalls++;
  }

  /**
   * Wakes a thread that rests although the worker has connected. One that is just about to poll
   * does not notice it.
   *
   * @return whether to look again
   */
  synchronized boolean wake() {
    Thread thread = resting;
    if (thread == null || ownCalls == 0) {
      return false;
    }
    if (thread.isVirtual()) {
      LockSupport.unpark(thread);
    } else {
      NativeThread.signal(restingNumber);
    }
    return true;
  }
}
