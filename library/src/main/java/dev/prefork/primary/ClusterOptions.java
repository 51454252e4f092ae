package dev.prefork.primary;

import dev.prefork.model.SchedulingPolicy;

/**
 * What is the same for a whole cluster and fixed at the first fork.
 *
 * @param largestFrame the longest message that a worker may send, in bytes
 */
public record ClusterOptions(SchedulingPolicy policy, int largestFrame) {}
