/**
 * Sockets in a worker: what the JDK's own API makes of a port that the primary listens on. An
 * application sees ordinary channels.
 */
@NullMarked
package dev.prefork.nio;

import org.jspecify.annotations.NullMarked;
