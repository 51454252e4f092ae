package dev.prefork;

/**
 * The channel between primary and worker is closed. It may come before or after {@link Exit}.
 * Node's {@code disconnect}.
 *
 * @param worker in the primary: which; in a worker: itself, about to end
 */
public record Disconnect(Worker worker) implements ClusterEvent {}
