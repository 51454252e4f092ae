package dev.prefork.internal.nio.link;

import dev.prefork.internal.host.WorkerVariables;
import dev.prefork.model.PortRules;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What the cluster's rules say of the addresses that this worker binds. */
public final class Exclusions {
  /** Rules are seldom there, and reading them is not for free: this is on the way to listening. */
  private static final @Nullable String TEXT = System.getenv(WorkerVariables.PORTS);

  private Exclusions() {}

  private static final class Holder {
    static final PortRules RULES = TEXT == null ? PortRules.NONE : PortRules.parse(TEXT);
  }

  /** True if a socket that is bound to this address is the worker's own. */
  public static boolean contain(SocketAddress wanted) {
    return TEXT != null && Holder.RULES.excludes(wanted);
  }

  /** True if a rule says that it is shared. */
  public static boolean forbid(SocketAddress wanted) {
    return TEXT != null && Holder.RULES.hasRuleFor(wanted) && !Holder.RULES.excludes(wanted);
  }
}
