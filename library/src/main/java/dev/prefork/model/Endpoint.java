package dev.prefork.model;

import java.net.SocketAddress;

/**
 * Where a worker can be reached.
 *
 * @param address an {@code InetSocketAddress} with a real port, never 0; for {@link Transport#UNIX}
 *     a {@code UnixDomainSocketAddress} with an absolute path
 * @param transport by what
 */
public record Endpoint(SocketAddress address, Transport transport) {}
