/** Helidon SE, as its users write it. */
@NullMarked
package dev.prefork.servers.helidon;

import org.jspecify.annotations.NullMarked;
