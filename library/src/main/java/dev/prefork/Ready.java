package dev.prefork;

/**
 * A worker's program has called {@link Cluster#ready()}. Comes once for each worker.
 *
 * @param worker which
 */
public record Ready(Worker worker) implements ClusterEvent {}
