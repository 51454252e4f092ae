package dev.prefork;

/**
 * A worker's process was started. Node's {@code fork}.
 *
 * @param worker which
 */
public record Fork(Worker worker) implements ClusterEvent {}
