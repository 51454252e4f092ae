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
  private static final long SHARE = 100;

  private static final Map<SocketAddress, CloseReporter> PORTS = new HashMap<>();
  private static boolean begun;
  private static boolean restsLong;
  private static boolean taken;

  private long pause = MIN_PAUSE_MILLIS;

  private CloseScanner() {}

  /** Watches what will come on a link, and goes on with what came on earlier ones to the port. */
  public static synchronized CloseReporter begin(SocketAddress port, SocketChannel link) {
    CloseReporter closings = PORTS.computeIfAbsent(port, _ -> new CloseReporter(link));
    closings.begin(link);
    return closings;
  }

  /** A connection was taken. */
  static synchronized void wake() {
    taken = true;
    if (!begun) {
      begun = true;
      Thread thread = new Thread(new CloseScanner(), "prefork-closings");
      thread.setDaemon(true);
      thread.start();
    } else if (restsLong) {
      restsLong = false;
      CloseScanner.class.notifyAll();
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        long start = System.nanoTime();
        boolean news = scanAll();
        rest(news, (System.nanoTime() - start) * SHARE / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows this thread
    }
  }

  private static boolean scanAll() {
    boolean news = false;
    for (CloseReporter closings : ports()) {
      news |= closings.scanAndReport();
    }
    return news;
  }

  private static synchronized List<CloseReporter> ports() {
    PORTS.values().removeIf(CloseReporter::isOver);
    return List.copyOf(PORTS.values());
  }

  private void rest(boolean news, long min) throws InterruptedException {
    synchronized (CloseScanner.class) {
      boolean busy = news || taken;
      taken = false;
      pause = busy ? MIN_PAUSE_MILLIS : Math.min(2 * pause, MAX_PAUSE_MILLIS);
      boolean forEver = !busy && PORTS.values().stream().noneMatch(CloseReporter::isWorthALook);
      restsLong = forEver || (pause > MIN_PAUSE_MILLIS && min <= pause);
      CloseScanner.class.wait(forEver ? 0 : Math.max(pause, min));
    }
  }
}
