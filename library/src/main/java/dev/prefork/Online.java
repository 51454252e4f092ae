package dev.prefork;

/**
 * A worker has connected and is about to run its program. Node's {@code online}.
 *
 * @param worker which
 */
public record Online(Worker worker) implements ClusterEvent {}
