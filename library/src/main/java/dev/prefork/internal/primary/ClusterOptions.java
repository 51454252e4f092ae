package dev.prefork.internal.primary;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;

/**
 * What is the same for a whole cluster and fixed at the first fork.
 *
 * @param ports where the policy is another one, or there is none
 * @param maxFrame the longest message that a worker may send, in bytes
 */
public record ClusterOptions(SchedulingPolicy policy, PortRules ports, int maxFrame) {}
