package dev.prefork.internal.nio.move;

import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.nio.jdk.EarlierRead;
import dev.prefork.internal.sys.Fd;

/**
 * A connection whose descriptor in the application stands for one end of a pair of sockets.
 *
 * @param connection the connection
 * @param client the TCP connection with the client
 * @param server the other end of the pair
 * @param read a read by the application that may still take bytes of the TCP connection
 */
record Swapped(OpenConnection connection, Fd client, Fd server, EarlierRead read) {}
