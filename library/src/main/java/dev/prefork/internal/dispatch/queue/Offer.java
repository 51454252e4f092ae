package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.sys.sockets.Connection;
import java.util.List;

/** The result of offering a connection to a worker. */
public sealed interface Offer {
  /** The worker was handed the connection, which is in flight. */
  Offer SENT = new Sent();

  /** The connection waits until the worker has room. */
  Offer QUEUED = new Queued();

  /** See {@link #SENT}. */
  record Sent() implements Offer {}

  /** See {@link #QUEUED}. */
  record Queued() implements Offer {}

  /**
   * The connection could not be sent and stays the caller's. The worker gets nothing more until it
   * has answered a probe.
   *
   * @param waiting the connections that waited for the worker, oldest first; the caller's, too
   */
  record Refused(List<Connection> waiting) implements Offer {}
}
