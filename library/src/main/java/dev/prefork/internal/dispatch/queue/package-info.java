/** One worker's part of a port: the connections that it was sent and has not acknowledged. */
@NullMarked
package dev.prefork.internal.dispatch.queue;

import org.jspecify.annotations.NullMarked;
