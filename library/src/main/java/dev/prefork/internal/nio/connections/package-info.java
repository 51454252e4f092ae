/** Counting of open connections: limits, draining, and the news of a close. */
@NullMarked
package dev.prefork.internal.nio.connections;

import org.jspecify.annotations.NullMarked;
