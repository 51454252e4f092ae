/**
 * The primary: the conductor thread that owns its sockets, the fleet of workers, and the launch of
 * their JVMs.
 */
@NullMarked
package dev.prefork.internal.primary;

import org.jspecify.annotations.NullMarked;
