package dev.prefork;

/**
 * The settings for workers to be forked were made: by {@link Cluster#setupPrimary}, or by a fork.
 * Node's {@code setup}.
 *
 * @param settings as they were set
 */
public record Setup(Settings settings) implements ClusterEvent {}
