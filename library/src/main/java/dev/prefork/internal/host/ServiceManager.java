package dev.prefork.internal.host;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.KernelClock;
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
 * Notifies the service manager of this process's state, with systemd's protocol sd_notify. Does
 * nothing without the variable NOTIFY_SOCKET. Methods never block or throw: if the socket's buffer
 * is full, the next call sends the notification. Thread-safe.
 */
public final class ServiceManager implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** The number of queued notifications above which further ones are dropped. */
  private static final int MAX_PENDING = 64;

  /** A longer timeout disables the watchdog. */
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

  /** Returns the service manager of this process. */
  public static ServiceManager ofThisProcess() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  /** Returns the service manager of a process with these variables. */
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
      throw new IOException("'" + address + "' is neither an absolute path nor an abstract name");
    }
    return UnixDatagrams.to(address);
  }

  private static void warn(IOException reason) {
    LOG.log(
        Level.WARNING,
        "cannot notify the service manager through NOTIFY_SOCKET: " + reason.getMessage());
  }

  /** Returns half of the watchdog timeout; null if the watchdog is off. */
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

  /** Returns the interval for {@link #pingWatchdog}; null if the watchdog is off. */
  public @Nullable Duration watchdogInterval() {
    return watchdogInterval;
  }

  /**
   * Notifies that the cluster serves, at startup or after {@link #reloading}.
   *
   * @param text the status line
   */
  public void ready(String text) {
    send("READY=1\nMAINPID=" + pid + "\n" + statusLine(text));
  }

  /**
   * Notifies that a reload begins. A call of {@link #ready} has to follow.
   *
   * @param text the status line
   */
  public void reloading(String text) {
    try {
      send(
          "RELOADING=1\nMONOTONIC_USEC=" + KernelClock.monotonicMicros() + "\n" + statusLine(text));
    } catch (ErrnoException e) {
      throw new AssertionError("every Linux has this clock", e);
    }
  }

  /**
   * Notifies that the shutdown begins.
   *
   * @param text the status line
   * @param max the maximum duration of the shutdown, before which the manager must not kill it
   */
  public void stopping(String text, Duration max) {
    send("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + max.toNanos() / 1000 + "\n" + statusLine(text));
  }

  /**
   * Sends the status line if it has changed.
   *
   * @param text the status line
   */
  public synchronized void status(String text) {
    if (!text.equals(status)) {
      send(statusLine(text));
    }
  }

  /** Resets the watchdog's timeout. */
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
        warned = true;
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
