package dev.prefork.supervise;

import java.time.Duration;

/**
 * How long a worker may take to serve.
 *
 * @param patience from its fork until it is ready; one that takes longer is killed and replaced
 * @param readiness when it is
 */
public record Boot(Duration patience, Readiness readiness) {
  /** A minute until it listens, as Puma and systemd have it. */
  public static final Boot DEFAULT =
      new Boot(Duration.ofSeconds(60), new Readiness.WhenListening());
}
