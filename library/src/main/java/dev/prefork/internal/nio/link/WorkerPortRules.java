package dev.prefork.internal.nio.link;

import dev.prefork.internal.host.WorkerVariables;
import dev.prefork.model.PortRules;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What the cluster's rules say of the addresses that this worker binds. */
public final class WorkerPortRules {
  /** Rules are seldom there, and reading them is not for free: this is on the way to listening. */
  private static final @Nullable String TEXT = System.getenv(WorkerVariables.PORTS);

  private WorkerPortRules() {}

  private static final class Holder {
    static final PortRules RULES = TEXT == null ? PortRules.NONE : PortRules.parse(TEXT);
  }

  /** True if a socket that is bound to this address is the worker's own. */
  public static boolean exclude(SocketAddress requested) {
    return TEXT != null && Holder.RULES.excludes(requested);
  }

  /** True if a rule says that it is shared. */
  public static boolean share(SocketAddress requested) {
    return TEXT != null && Holder.RULES.hasRuleFor(requested) && !Holder.RULES.excludes(requested);
  }
}
