package dev.prefork;

import dev.prefork.model.SchedulingPolicy;
import java.util.Map;

/** The scheduling policy that the environment asks for. */
final class PolicyVariable {
  private static final String OURS = "PREFORK_SCHED_POLICY";
  private static final String NODES = "NODE_CLUSTER_SCHED_POLICY";

  private PolicyVariable() {}

  /**
   * Ours before Node's. A value that means nothing is an error in ours, and ignored in Node's, as
   * Node does.
   */
  static SchedulingPolicy read(Map<String, String> environment) {
    String ours = environment.get(OURS);
    SchedulingPolicy policy = SchedulingPolicy.byName(ours);
    if (policy != null) {
      return policy;
    }
    if (ours != null && !ours.isBlank()) {
      throw new IllegalArgumentException(
          OURS + " is '" + ours + "', which is no scheduling policy: set it to rr or none");
    }
    SchedulingPolicy nodes = SchedulingPolicy.byName(environment.get(NODES));
    return nodes == null ? SchedulingPolicy.ROUND_ROBIN : nodes;
  }
}
