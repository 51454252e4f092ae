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
 * {@link SelfConnections}. The descriptor that the thread polls is not made ready by that, so the
 * thread is woken as the JDK wakes it when a channel is closed.
 */
final class BlockingAccept {
  /**
   * The last JDK whose way to wake a thread this is. A later one also warns when a final field is
   * set, as {@link SelfConnections} does.
   */
  private static final int LAST_JDK = 25;

  private static final boolean WAKEUP_SUPPORTED = Runtime.version().feature() <= LAST_JDK;

  private final ClusterServer.Facade facade;
  private final boolean ipv6;
  private volatile boolean used;

  /** The worker's own connections that no thread has got anything for. */
  private int selfConnections;

  /** The thread that rests; its number if it is a platform thread. */
  private @Nullable Thread waiting;

  private long nativeThread;

  BlockingAccept(ClusterServer.Facade facade, boolean ipv6) {
    this.facade = facade;
    this.ipv6 = ipv6;
  }

  /** False if this JDK is too new for it: then a server's stop takes its time. */
  static boolean isWakeupSupported() {
    return WAKEUP_SUPPORTED;
  }

  /** True once a thread has waited here. */
  boolean isUsed() {
    return used;
  }

  /** Waits for a connection: see {@link ClusterServer#await}. */
  @Nullable Accepted await(Intake intake, long timeoutNanos) throws IOException {
    if (!used) {
      used = true;
      DrainState.onBegin(SelfConnections::install);
    }
    if (DrainState.isBegun()) {
      SelfConnections.install(); // this worker had no thread in accept when it began to drain
    }
    long start = timeoutNanos == 0 ? 0 : System.nanoTime();
    Accepted accepted = poll(intake);
    while (accepted == null && facade.isOpen() && !isInterruptedVirtualThread()) {
      long remaining = timeoutNanos == 0 ? 0 : timeoutNanos - (System.nanoTime() - start);
      if (remaining <= 0 && timeoutNanos != 0) {
        return null;
      }
      awaitReady(intake, remaining);
      accepted = facade.isOpen() ? poll(intake) : null;
    }
    return accepted;
  }

  /** Such a thread would not wait. */
  private static boolean isInterruptedVirtualThread() {
    Thread thread = Thread.currentThread();
    return thread.isVirtual() && thread.isInterrupted();
  }

  private @Nullable Accepted poll(Intake intake) throws IOException {
    Accepted accepted = intake.poll();
    return accepted == null && takeSelfConnection()
        ? SelfConnections.endedConnection(ipv6)
        : accepted;
  }

  private void awaitReady(Intake intake, long timeoutNanos) throws IOException {
    if (beginWait()) {
      try {
        intake.awaitReady(timeoutNanos);
      } finally {
        endWait();
      }
    }
  }

  private synchronized boolean beginWait() {
    if (selfConnections > 0) {
      return false;
    }
    waiting = Thread.currentThread();
    nativeThread = WAKEUP_SUPPORTED ? NativeThread.current() : 0;
    return true;
  }

  private synchronized void endWait() {
    waiting = null;
  }

  private synchronized boolean takeSelfConnection() {
    if (selfConnections == 0) {
      return false;
    }
    selfConnections--;
    return true;
  }

  /** The worker connects to this server. To be followed by {@link #wake}. */
  synchronized void addSelfConnection() {
    selfConnections++;
  }

  /**
   * Wakes a thread that rests although the worker has connected. One that is just about to poll
   * does not notice it.
   *
   * @return whether to look again
   */
  synchronized boolean wake() {
    Thread thread = waiting;
    if (thread == null || selfConnections == 0) {
      return false;
    }
    if (thread.isVirtual()) {
      LockSupport.unpark(thread);
    } else {
      NativeThread.signal(nativeThread);
    }
    return true;
  }
}
