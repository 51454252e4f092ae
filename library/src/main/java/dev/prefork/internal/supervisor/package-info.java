/** The supervisor: one thread that executes the decisions of {@code plan}. */
@NullMarked
package dev.prefork.internal.supervisor;

import org.jspecify.annotations.NullMarked;
