package dev.prefork;

/**
 * The program of a worker has called {@link Cluster#ready()}. Published once for each worker. Node
 * has no counterpart; pm2 has {@code wait_ready}.
 *
 * @param worker the worker
 */
public record Ready(Worker worker) implements ClusterEvent {}
