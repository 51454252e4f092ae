package dev.prefork;

/**
 * The process of a worker was started. Node's {@code fork}.
 *
 * @param worker the new worker
 */
public record Fork(Worker worker) implements ClusterEvent {}
