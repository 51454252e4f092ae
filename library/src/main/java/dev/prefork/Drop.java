package dev.prefork;

import java.net.SocketAddress;

/**
 * This worker had as many connections as {@link Settings#maxConnections()} allows, and closed
 * another one that came. In the worker only. Node's {@code drop}.
 *
 * @param worker itself
 * @param remote the client that was turned away
 */
public record Drop(Worker worker, SocketAddress remote) implements ClusterEvent {}
