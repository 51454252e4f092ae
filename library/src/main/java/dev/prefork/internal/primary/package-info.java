/**
 * The primary: the thread that owns its sockets, the fleet of workers, the launching of their JVMs.
 */
@NullMarked
package dev.prefork.internal.primary;

import org.jspecify.annotations.NullMarked;
