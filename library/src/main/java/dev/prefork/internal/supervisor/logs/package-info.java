/** The output of workers, written to files and terminals. */
@NullMarked
package dev.prefork.internal.supervisor.logs;

import org.jspecify.annotations.NullMarked;
