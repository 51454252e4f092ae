/** The stream over which a worker asks the primary for a port. */
@NullMarked
package dev.prefork.internal.nio.link;

import org.jspecify.annotations.NullMarked;
