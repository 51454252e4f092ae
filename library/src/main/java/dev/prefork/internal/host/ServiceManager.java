package dev.prefork.internal.host;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.MonotonicClock;
import dev.prefork.internal.sys.sockets.UnixDatagrams;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager how this process is, by systemd's protocol (sd_notify). Without the
 * variable NOTIFY_SOCKET nobody is told anything. Telling never fails and never waits: what the
 * manager has no room for is told with the next call. Any thread.
 */
public final class ServiceManager implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** What is told while the manager does not read; then it is not going to. */
  private static final int MAX_PENDING = 64;

  /** A year: whoever says more does not care. */
  private static final long MAX_WATCHDOG = Duration.ofDays(365).toNanos() / 1000;

  private final @Nullable UnixDatagrams socket;
  private final long pid;
  private final @Nullable Duration watchdogInterval;
  private final Deque<String> pending = new ArrayDeque<>();
  private String status = "";
  private boolean warned;

  private ServiceManager(
      @Nullable UnixDatagrams socket, long pid, @Nullable Duration watchdogInterval) {
    this.socket = socket;
    this.pid = pid;
    this.watchdogInterval = watchdogInterval;
  }

  /** The manager of this process. */
  public static ServiceManager ofThisProcess() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  /** The manager that a process with these variables has. */
  public static ServiceManager of(Map<String, String> environment, long pid) {
    String address = environment.getOrDefault(ServiceVariables.NOTIFY_SOCKET, "");
    if (address.isEmpty()) {
      return new ServiceManager(null, pid, null);
    }
    try {
      return new ServiceManager(open(address), pid, watchdogInterval(environment, pid));
    } catch (IOException e) {
      warn(e);
      return new ServiceManager(null, pid, null);
    }
  }

  private static UnixDatagrams open(String address) throws IOException {
    if (!address.startsWith("/") && !address.startsWith("@")) {
      throw new IOException(address + " is neither a path nor an abstract name");
    }
    return UnixDatagrams.to(address);
  }

  private static void warn(IOException reason) {
    LOG.log(
        Level.WARNING,
        "the service manager cannot be told how the cluster is: "
            + reason.getMessage()
            + "; its variable NOTIFY_SOCKET leads nowhere");
  }

  /** Half of the time after which it takes a silent process for hung; null if it does not care. */
  private static @Nullable Duration watchdogInterval(Map<String, String> environment, long pid) {
    String watchdogPid = environment.getOrDefault(ServiceVariables.WATCHDOG_PID, "");
    if (!watchdogPid.isEmpty() && !watchdogPid.equals(Long.toString(pid))) {
      return null;
    }
    try {
      long micros = Long.parseLong(environment.getOrDefault(ServiceVariables.WATCHDOG_USEC, "0"));
      return micros > 0 && micros <= MAX_WATCHDOG ? Duration.ofNanos(micros * 1000 / 2) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** How often {@link #pingWatchdog} has to be called; null if never. */
  public @Nullable Duration watchdogInterval() {
    return watchdogInterval;
  }

  /**
   * It serves: for the first time, or again after {@link #reloading}.
   *
   * @param text one line for people
   */
  public void ready(String text) {
    send("READY=1\nMAINPID=" + pid + "\n" + statusLine(text));
  }

  /**
   * It is about to replace what it runs; {@link #ready} follows.
   *
   * @param text one line for people
   */
  public void reloading(String text) {
    try {
      send("RELOADING=1\nMONOTONIC_USEC=" + MonotonicClock.micros() + "\n" + statusLine(text));
    } catch (ErrnoException e) {
      throw new AssertionError("every Linux has this clock", e);
    }
  }

  /**
   * It has begun to end.
   *
   * @param text one line for people
   * @param max how long it may take at most: it is not to be killed before
   */
  public void stopping(String text, Duration max) {
    send("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + max.toNanos() / 1000 + "\n" + statusLine(text));
  }

  /**
   * How it is, for people; told if it is not what was told last.
   *
   * @param text one line
   */
  public synchronized void status(String text) {
    if (!text.equals(status)) {
      send(statusLine(text));
    }
  }

  /** It is not hung. */
  public void pingWatchdog() {
    send("WATCHDOG=1");
  }

  private synchronized String statusLine(String text) {
    status = text;
    return "STATUS=" + text.replace('\n', ' ');
  }

  private synchronized void send(String message) {
    if (socket == null) {
      return;
    }
    if (pending.size() < MAX_PENDING) {
      pending.add(message);
    }
    try {
      while (!pending.isEmpty() && socket.send(pending.peek().getBytes(StandardCharsets.UTF_8))) {
        pending.remove();
      }
    } catch (IOException e) {
      pending.clear();
      if (!warned) {
        warned = true; // once is enough
        warn(e);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
