/** Servers that are measured, and the clients that measure them. */
@NullMarked
package dev.prefork.bench.load;

import org.jspecify.annotations.NullMarked;
