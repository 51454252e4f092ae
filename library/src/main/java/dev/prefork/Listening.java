package dev.prefork;

import java.net.InetSocketAddress;

/**
 * A worker listens. Comes once for each of its server sockets. Node's {@code listening}.
 *
 * @param worker which
 * @param address where; the port is the real one, never 0
 */
public record Listening(Worker worker, InetSocketAddress address) implements ClusterEvent {}
