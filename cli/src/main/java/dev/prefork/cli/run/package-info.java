/**
 * The process that runs a cluster: its options, its control socket, and the exit codes of all
 * commands.
 */
@NullMarked
package dev.prefork.cli.run;

import org.jspecify.annotations.NullMarked;
