/** The supervisor as a library: N workers, kept alive, reloaded, scaled and stopped. */
@NullMarked
package dev.prefork.supervisor;

import org.jspecify.annotations.NullMarked;
