package dev.prefork;

/**
 * Settings for workers were made: for all later forks by {@link Cluster#setupPrimary}, or for one
 * worker by {@link Cluster#fork()}. Each call of either publishes one such event. Node's {@code
 * setup}.
 *
 * @param settings the settings of the later forks, or of the worker
 */
public record Setup(Settings settings) implements ClusterEvent {}
