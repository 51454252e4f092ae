package dev.prefork;

/**
 * A worker has connected to the primary and is about to run its program. Node's {@code online}.
 *
 * @param worker the worker
 */
public record Online(Worker worker) implements ClusterEvent {}
