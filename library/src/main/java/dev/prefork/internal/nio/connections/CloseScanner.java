package dev.prefork.internal.nio.connections;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scans, on one thread, the connections of all ports whose policy counts them, for those that have
 * ended.
 */
public final class CloseScanner implements Runnable {
  /** Pause while connections come or end; the primary's counts lag behind by about this time. */
  private static final long MIN_PAUSE_MILLIS = 5;

  /**
   * Longest pause while connections are open: ten scans a second cost little, and the primary's
   * counts lag behind by no more than this.
   */
  private static final long MAX_PAUSE_MILLIS = 100;

  /**
   * Pauses last at least this many times as long as the scan, to limit the CPU use of scans to 1%.
   */
  private static final long PAUSE_FACTOR = 100;

  private static final Map<SocketAddress, CloseReporter> REPORTERS = new HashMap<>();
  private static boolean started;
  private static boolean pausesLong;
  private static boolean connectionTaken;

  private long pause = MIN_PAUSE_MILLIS;

  private CloseScanner() {}

  /** Returns the reporter of a port and sets its current link. A reporter outlives its links. */
  public static synchronized CloseReporter register(SocketAddress port, SocketChannel link) {
    CloseReporter reporter = REPORTERS.computeIfAbsent(port, _ -> new CloseReporter(link));
    reporter.switchTo(link);
    return reporter;
  }

  /** Starts the thread, or ends a long pause, because a connection was taken. */
  static synchronized void onTaken() {
    connectionTaken = true;
    if (!started) {
      started = true;
      Thread thread = new Thread(new CloseScanner(), "prefork-close-scanner");
      thread.setDaemon(true);
      thread.start();
    } else if (pausesLong) {
      pausesLong = false;
      CloseScanner.class.notifyAll();
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        long start = System.nanoTime();
        boolean changed = scanAll();
        awaitNextScan(changed, (System.nanoTime() - start) * PAUSE_FACTOR / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no other code has this thread to interrupt it
    }
  }

  private static boolean scanAll() {
    boolean changed = false;
    for (CloseReporter reporter : reporters()) {
      changed |= reporter.scanAndReport();
    }
    return changed;
  }

  private static synchronized List<CloseReporter> reporters() {
    REPORTERS.values().removeIf(CloseReporter::isFinished);
    return List.copyOf(REPORTERS.values());
  }

  private void awaitNextScan(boolean changed, long minMillis) throws InterruptedException {
    synchronized (CloseScanner.class) {
      boolean busy = changed || connectionTaken;
      connectionTaken = false;
      pause = busy ? MIN_PAUSE_MILLIS : Math.min(2 * pause, MAX_PAUSE_MILLIS);
      boolean untilTaken = !busy && REPORTERS.values().stream().noneMatch(CloseReporter::needsScan);
      pausesLong = untilTaken || (pause > MIN_PAUSE_MILLIS && minMillis <= pause);
      CloseScanner.class.wait(untilTaken ? 0 : Math.max(pause, minMillis));
    }
  }
}
