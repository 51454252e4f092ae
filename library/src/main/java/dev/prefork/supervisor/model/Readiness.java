package dev.prefork.supervisor.model;

import dev.prefork.model.Range;
import java.net.URI;

/** The criterion by which a new worker is ready: from then on it gets connections, and warms up. */
public sealed interface Readiness {
  /** The worker listens on a port. The default. */
  record OnListening() implements Readiness {}

  /** The program of the worker has called {@code Cluster.ready()}. */
  record OnReadyCall() implements Readiness {}

  /**
   * The worker has answered an HTTP request of the supervisor with a status from 200 to 399. The
   * request is sent on a connection to exactly this worker.
   *
   * @param target the URI, such as {@code http://localhost:8080/health}. Its scheme, port and path
   *     are used; its host is not
   */
  record OnHttpOk(URI target) implements Readiness {
    private static final Range PORTS = new Range(1, 65_535);

    /**
     * Checks the port.
     *
     * @throws IllegalArgumentException if the port is out of bounds
     */
    public OnHttpOk {
      int port = target.getPort();
      if (port != -1 && !PORTS.contains(port)) {
        throw new IllegalArgumentException(
            "invalid port %d in %s: expected %s".formatted(port, target, PORTS));
      }
    }
  }
}
