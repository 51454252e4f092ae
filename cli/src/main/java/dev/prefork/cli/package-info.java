/** The {@code prefork} command: from arguments to a supervisor, and what a person reads. */
@NullMarked
package dev.prefork.cli;

import org.jspecify.annotations.NullMarked;
