package dev.prefork.model;

import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a worker is chosen for a new connection. Node's {@code
 * cluster.schedulingPolicy}. The first fork fixes the policy. Node has {@link #ROUND_ROBIN} and
 * {@link #NONE} only.
 */
public enum SchedulingPolicy {
  /**
   * The primary accepts every connection and hands it over to the worker that has been free for
   * longest. At most eight handed-over connections wait for the acknowledgement of a worker that
   * acknowledges at once, and one for any other worker. The default. Node's {@code SCHED_RR}.
   */
  ROUND_ROBIN("rr"),

  /**
   * All workers accept from one listening socket, and the kernel wakes one of them. Node's {@code
   * SCHED_NONE}.
   */
  NONE("none"),

  /**
   * All connections from one client address, whatever the port, go to the same worker while that
   * worker lives and accepts. The worker's replacement gets the same clients, and no other client
   * moves. A connection waits for its worker for 0.3 s; then another worker gets it. Clients of
   * Unix-domain sockets have no address, so for those sockets the policy acts like {@link
   * #ROUND_ROBIN}.
   */
  STICKY("sticky"),

  /**
   * The worker with the fewest open connections of the port is next; among several, the one that
   * has been free for longest. Use this policy for connections that live long, such as WebSockets.
   * A connection still counts for about 5 ms after its worker has closed it, and for up to 0.1 s
   * when no connection has been opened or closed for a while.
   */
  LEAST_CONNECTIONS("least"),

  /**
   * Each worker accepts from its own listening socket, and the kernel chooses a socket at random.
   * If a worker dies, drains or becomes unresponsive, the primary redispatches the connections that
   * wait in the worker's socket. Unix-domain sockets are shared as under {@link #NONE}.
   */
  KERNEL("kernel"),

  /**
   * Like {@link #KERNEL}, but the kernel chooses the worker by the processor on which the
   * connection arrived. Use this policy with as many workers as processors, each pinned to one
   * processor.
   */
  KERNEL_CPU("kernel-cpu");

  private final String shortName;

  SchedulingPolicy(String shortName) {
    this.shortName = shortName;
  }

  /**
   * Returns the name that options, variables and port rules use.
   *
   * @return the short name, such as {@code rr}
   */
  public String shortName() {
    return shortName;
  }

  /**
   * Returns all short names, for error messages.
   *
   * @return the short names, separated by commas
   */
  public static String names() {
    StringJoiner names = new StringJoiner(", ");
    for (SchedulingPolicy policy : values()) {
      names.add(policy.shortName);
    }
    return names.toString();
  }

  /**
   * Returns the policy with a given name. The name may be the short one or that of the constant, in
   * upper or lower case, with {@code -} or {@code _}.
   *
   * @param name the name, or null
   * @return the policy, or null if no policy has this name
   */
  public static @Nullable SchedulingPolicy byName(@Nullable String name) {
    if (name == null) {
      return null;
    }
    String wanted = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    for (SchedulingPolicy policy : values()) {
      if (policy.shortName.equals(wanted)
          || policy.name().toLowerCase(Locale.ROOT).equals(wanted)) {
        return policy;
      }
    }
    return null;
  }
}
