/** Sizes of the workers' JVMs, and the memory that they need. */
@NullMarked
package dev.prefork.internal.supervisor.sizing;

import org.jspecify.annotations.NullMarked;
