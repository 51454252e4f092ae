/** Datagram sockets of a worker. */
@NullMarked
package dev.prefork.internal.nio.udp;

import org.jspecify.annotations.NullMarked;
