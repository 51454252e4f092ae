package dev.prefork;

/**
 * The channel between the primary and a worker was closed. Published once for each worker, before
 * or after {@link Exit}. Node's {@code disconnect}.
 *
 * @param worker in the primary, the worker whose channel was closed; in a worker, the worker
 *     itself, which exits when the listeners have returned
 */
public record Disconnect(Worker worker) implements ClusterEvent {}
