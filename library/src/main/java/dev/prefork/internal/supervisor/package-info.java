/** The supervisor: one thread that carries out what {@code plan} decides. */
@NullMarked
package dev.prefork.internal.supervisor;

import org.jspecify.annotations.NullMarked;
