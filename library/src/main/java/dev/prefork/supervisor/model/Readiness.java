package dev.prefork.supervisor.model;

import dev.prefork.model.Range;
import java.net.URI;

/** When a new worker counts as serving: from then on it gets connections, and warms up. */
public sealed interface Readiness {
  /** As soon as it listens on a port. The default. */
  record OnListening() implements Readiness {}

  /** When its program has called {@code Cluster.ready()}. */
  record OnReadyCall() implements Readiness {}

  /**
   * When it has answered a request of ours with a status from 200 to 399. The request is given to
   * this very worker, by a connection that nobody else gets.
   *
   * @param target where: {@code http://localhost:8080/health}. Scheme, port and path matter
   */
  record OnHttpOk(URI target) implements Readiness {
    private static final Range PORTS = new Range(1, 65_535);

    /** Refuses a port that does not exist. */
    public OnHttpOk {
      if (target.getPort() != -1) {
        int _ = PORTS.check("port of " + target, target.getPort());
      }
    }
  }
}
