/** From the primary's own command line to that of a worker, and the program's main method. */
@NullMarked
package dev.prefork.internal.launch;

import org.jspecify.annotations.NullMarked;
