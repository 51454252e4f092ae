package dev.prefork.internal.nio.link;

import dev.prefork.internal.host.WorkerVariables;
import dev.prefork.model.PortRules;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's port rules and the setting {@code moveConnections}, applied to the addresses that
 * this worker binds.
 */
public final class WorkerPortRules {
  /**
   * Null if there are no rules, as usual: then the parser is not loaded, because the start of a
   * worker waits for this.
   */
  private static final @Nullable String TEXT = System.getenv(WorkerVariables.PORTS);

  private WorkerPortRules() {}

  /** Read when the worker drains, to keep the start fast. */
  private static final class Moving {
    static final boolean ON = System.getenv(WorkerVariables.MOVE_CONNECTIONS) == null;
  }

  private static final class Holder {
    static final PortRules RULES = TEXT == null ? PortRules.NONE : PortRules.parse(TEXT);
  }

  /**
   * Returns whether a rule excludes the address, so that the worker binds it without the primary.
   */
  public static boolean exclude(SocketAddress requested) {
    return TEXT != null && Holder.RULES.excludes(requested);
  }

  /**
   * Returns whether established connections of the address may move to other workers: not if moving
   * is off, nor if a rule says {@code +stay}.
   */
  public static boolean mayMove(SocketAddress requested) {
    return Moving.ON && (TEXT == null || !Holder.RULES.keepsConnections(requested));
  }

  /** Returns whether a rule makes the address shared. */
  public static boolean share(SocketAddress requested) {
    return TEXT != null && Holder.RULES.hasRuleFor(requested) && !Holder.RULES.excludes(requested);
  }
}
