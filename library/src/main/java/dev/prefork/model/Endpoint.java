package dev.prefork.model;

import java.net.SocketAddress;

/**
 * An address on which a worker listens.
 *
 * @param address an {@code InetSocketAddress} with the actual port, never 0; for {@link
 *     Transport#UNIX}, a {@code UnixDomainSocketAddress} with an absolute path
 * @param transport the transport of the socket
 */
public record Endpoint(SocketAddress address, Transport transport) {}
