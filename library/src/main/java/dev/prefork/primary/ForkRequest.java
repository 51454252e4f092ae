package dev.prefork.primary;

import dev.prefork.launch.JavaCommand;
import java.time.Duration;
import java.util.Map;

/**
 * One worker to be forked.
 *
 * @param command what it runs
 * @param environment what differs from the primary's
 * @param grace how long it may take to leave
 */
public record ForkRequest(JavaCommand command, Map<String, String> environment, Duration grace) {

  /** Takes a copy. */
  public ForkRequest {
    environment = Map.copyOf(environment);
  }
}
