package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.link.DrainState;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.NativeThread;

/**
 * Waits for connections to one server, one thread at a time.
 *
 * <p>While the worker drains, a wait also ends when the worker itself connects to the server: see
 * {@link SelfConnections}. Such a connection does not make the polled descriptor ready, so the
 * thread is woken as the JDK wakes it when a channel is closed.
 */
final class BlockingAccept {
  /**
   * The last JDK known to wake threads in this way. Later ones also warn when a final field is set,
   * as {@link SelfConnections} does.
   */
  private static final int LAST_JDK = 25;

  private static final boolean WAKEUP_SUPPORTED = Runtime.version().feature() <= LAST_JDK;

  private final ClusterServer.Facade facade;
  private final boolean ipv6;
  private volatile boolean used;

  /** Connections of the worker to this server for which no accept has returned yet. */
  private int selfConnections;

  /** The waiting thread, and its native handle if it is a platform thread. */
  private @Nullable Thread waiting;

  private long nativeThread;

  BlockingAccept(ClusterServer.Facade facade, boolean ipv6) {
    this.facade = facade;
    this.ipv6 = ipv6;
  }

  static boolean isWakeupSupported() {
    return WAKEUP_SUPPORTED;
  }

  /** Returns whether a thread has ever waited. */
  boolean isUsed() {
    return used;
  }

  /** Waits for a connection, like {@link ClusterServer#await}. */
  @Nullable Accepted await(Intake intake, long timeoutNanos) throws IOException {
    if (!used) {
      used = true;
      DrainState.onBegin(SelfConnections::install);
    }
    if (DrainState.isBegun()) {
      SelfConnections.install(); // no thread was in accept when draining began
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

  /** An interrupted virtual thread cannot park. */
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

  /** Counts a connection of the worker to this server; {@link #wake} must follow. */
  synchronized void addSelfConnection() {
    selfConnections++;
  }

  /**
   * Wakes the waiting thread if the worker has connected to this server. The signal is lost on a
   * thread that is about to poll.
   *
   * @return whether to call again, to make sure that the thread has woken
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
