package dev.prefork.internal.supervisor.service;

import dev.prefork.internal.host.ActivatedSocket;
import dev.prefork.internal.host.ActivatedSockets;
import java.util.function.Consumer;

/** Tells once which sockets of the service manager no worker has asked for. */
public final class UnusedSockets {
  /** Programs may open a second port some time after the first. */
  private static final long TIMEOUT_MILLIS = 10_000;

  private final ActivatedSockets sockets;
  private final Consumer<String> notes;
  private long since = -1;
  private boolean told;

  public UnusedSockets(ActivatedSockets sockets, Consumer<String> notes) {
    this.sockets = sockets;
    this.notes = notes;
  }

  /**
   * Looks whether it is time.
   *
   * @param up whether all workers serve
   * @param now milliseconds, of a clock that only goes forward
   */
  public void look(boolean up, long now) {
    if (up && since < 0) {
      since = now;
    }
    if (since >= 0 && !told && now - since >= TIMEOUT_MILLIS) {
      told = true;
      sockets.unused().forEach(this::tell);
    }
  }

  private void tell(ActivatedSocket socket) {
    notes.accept(
        "the service manager listens on "
            + socket
            + ", which no worker has asked for: its clients wait for nobody");
  }
}
