package dev.prefork.internal.nio.move;

import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.nio.jdk.ConnectionLocks.Reader;
import dev.prefork.internal.sys.Fd;

/**
 * A connection whose descriptor in the application stands for one end of a pair of sockets.
 *
 * @param connection the connection
 * @param client the TCP connection with the client
 * @param server the other end of the pair
 * @param reader what the application was doing when the descriptor was replaced
 */
record Swapped(OpenConnection connection, Fd client, Fd server, Reader reader) {}
