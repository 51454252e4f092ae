package dev.prefork.nio;

import java.io.IOException;

/** Nothing is bound, as this worker drains. No application sees it: see {@link ClusterBind}. */
final class DrainingException extends IOException {
  private static final long serialVersionUID = 1L;

  DrainingException() {
    super("this worker drains");
  }
}
