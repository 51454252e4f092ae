package dev.prefork;

import java.net.SocketAddress;

/**
 * A worker closed a new connection because it already had {@link Settings#maxConnections()} of them
 * and {@link Settings#dropMaxConnections()} is set. Published in the worker only. Node's {@code
 * drop} of a {@code net.Server}.
 *
 * @param worker the worker itself
 * @param remote the address of the client
 */
public record Drop(Worker worker, SocketAddress remote) implements ClusterEvent {}
