package dev.prefork.internal.primary;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;

/**
 * The options that apply to the whole cluster and cannot change after the first fork.
 *
 * @param policy the policy of ports that no rule names
 * @param ports the ports that have another policy or are excluded
 * @param maxFrame the maximum size of a worker's message, in bytes
 */
public record ClusterOptions(SchedulingPolicy policy, PortRules ports, int maxFrame) {}
