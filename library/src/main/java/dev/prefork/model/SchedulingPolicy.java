package dev.prefork.model;

import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets a new connection. The counterpart of Node's {@code
 * cluster.schedulingPolicy}; frozen at the first fork.
 */
public enum SchedulingPolicy {
  /**
   * The primary accepts every connection and hands it to the worker that has been free for longest.
   * A worker that takes connections at once may have up to eight that it has not acknowledged;
   * another has one. Node's {@code SCHED_RR}, and the default.
   */
  ROUND_ROBIN("rr"),

  /** The workers share one listening socket and the kernel decides. Node's {@code SCHED_NONE}. */
  NONE("none"),

  /**
   * The same client address (without its port) has the same worker as long as that lives and
   * accepts; when it is replaced the replacement has its clients, and no other client moves. A
   * connection waits for its worker for some tenths of a second, then another gets it. On a
   * Unix-domain socket, whose clients have no address, as {@link #ROUND_ROBIN}. Node has no such
   * policy.
   */
  STICKY("sticky"),

  /**
   * The worker with the fewest open connections of the port is next, of several the one that has
   * been free for longest: for connections that live long, such as websockets. A connection that
   * its worker has closed counts for some milliseconds more, and after a quiet while for up to a
   * tenth of a second. Node has no such policy.
   */
  LEAST_CONNECTIONS("least"),

  /**
   * Each worker has a listening socket of its own, and the kernel chooses among them at random.
   * What waits in the socket of a worker that dies, hangs or leaves the primary gives to others. A
   * Unix-domain socket is shared as under {@link #NONE}.
   */
  KERNEL("kernel"),

  /**
   * As {@link #KERNEL}, but a worker is chosen by the processor to which a connection comes: for as
   * many workers as the machine has processors, each bound to one.
   */
  KERNEL_CPU("kernel-cpu");

  private final String shortName;

  SchedulingPolicy(String shortName) {
    this.shortName = shortName;
  }

  /**
   * The name in settings and environment variables.
   *
   * @return such as {@code rr}
   */
  public String shortName() {
    return shortName;
  }

  /**
   * All names, for messages.
   *
   * @return the short names, with commas between them
   */
  public static String names() {
    StringJoiner names = new StringJoiner(", ");
    for (SchedulingPolicy policy : values()) {
      names.add(policy.shortName);
    }
    return names.toString();
  }

  /**
   * The policy of a name as {@code NODE_CLUSTER_SCHED_POLICY} and {@code PREFORK_SCHED_POLICY} give
   * it, short or as here; case does not matter, nor whether words are joined by - or _.
   *
   * @param name the text, or null if there is none
   * @return null for any other text
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
