package dev.prefork.internal.supervisor.service;

import dev.prefork.internal.host.ActivatedSocket;
import dev.prefork.internal.host.ActivatedSockets;
import java.util.function.Consumer;

/** Logs once which sockets of the service manager no worker has bound. */
public final class UnusedSockets {
  /** Programs may bind a second port some time after the first. */
  private static final long TIMEOUT_MILLIS = 10_000;

  private final ActivatedSockets sockets;
  private final Consumer<String> notes;
  private long since = -1;
  private boolean logged;

  public UnusedSockets(ActivatedSockets sockets, Consumer<String> notes) {
    this.sockets = sockets;
    this.notes = notes;
  }

  /**
   * Logs unused sockets once, ten seconds after all workers first served.
   *
   * @param up whether all workers serve
   * @param now the time in ms, of a monotonic clock
   */
  public void check(boolean up, long now) {
    if (up && since < 0) {
      since = now;
    }
    if (since >= 0 && !logged && now - since >= TIMEOUT_MILLIS) {
      logged = true;
      sockets.unused().forEach(this::log);
    }
  }

  private void log(ActivatedSocket socket) {
    notes.accept(
        "no worker has bound the service manager's socket "
            + socket
            + "; clients of it get no reply");
  }
}
