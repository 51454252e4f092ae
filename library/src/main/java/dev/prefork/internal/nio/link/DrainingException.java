package dev.prefork.internal.nio.link;

import java.io.IOException;

/**
 * Signals that a bind failed because this worker drains. {@link ClusterBind} catches it, so no
 * application sees it.
 */
final class DrainingException extends IOException {
  private static final long serialVersionUID = 1L;

  DrainingException() {
    super("this worker is draining");
  }
}
