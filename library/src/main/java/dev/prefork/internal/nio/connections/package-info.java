/** Counting of open connections: limits, draining, and reports of closed connections. */
@NullMarked
package dev.prefork.internal.nio.connections;

import org.jspecify.annotations.NullMarked;
