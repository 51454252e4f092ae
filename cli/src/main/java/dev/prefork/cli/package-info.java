/** The {@code prefork} command with its subcommands. */
@NullMarked
package dev.prefork.cli;

import org.jspecify.annotations.NullMarked;
