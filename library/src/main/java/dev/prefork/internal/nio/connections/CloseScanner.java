package dev.prefork.internal.nio.connections;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The thread that looks which connections have ended, of all ports whose policy counts them. */
public final class CloseScanner implements Runnable {
  /** While connections come or end: for about as long a balance of short ones may be wrong. */
  private static final long MIN_PAUSE_MILLIS = 5;

  /** When all is quiet: ten looks a second are no load, and one that ends is missed no longer. */
  private static final long MAX_PAUSE_MILLIS = 100;

  /** With very many connections at most one part in so many of a processor's time is for looks. */
  private static final long PAUSE_FACTOR = 100;

  private static final Map<SocketAddress, CloseReporter> REPORTERS = new HashMap<>();
  private static boolean started;
  private static boolean pausesLong;
  private static boolean connectionTaken;

  private long pause = MIN_PAUSE_MILLIS;

  private CloseScanner() {}

  /** Watches what will come on a link, and goes on with what came on earlier ones to the port. */
  public static synchronized CloseReporter register(SocketAddress port, SocketChannel link) {
    CloseReporter reporter = REPORTERS.computeIfAbsent(port, _ -> new CloseReporter(link));
    reporter.switchTo(link);
    return reporter;
  }

  /** A connection was taken. */
  static synchronized void onTaken() {
    connectionTaken = true;
    if (!started) {
      started = true;
      Thread thread = new Thread(new CloseScanner(), "prefork-closings");
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
      Thread.currentThread().interrupt(); // nobody knows this thread
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
