package dev.prefork.internal.nio.link;

import java.io.IOException;

/** Nothing is bound, as this worker drains. No application sees it: see {@link ClusterBind}. */
public final class DrainingException extends IOException {
  private static final long serialVersionUID = 1L;

  public DrainingException() {
    super("this worker drains");
  }
}
