/** Builds workers' command lines from the primary's, and invokes the program's main method. */
@NullMarked
package dev.prefork.internal.launch;

import org.jspecify.annotations.NullMarked;
