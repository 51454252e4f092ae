/**
 * From the primary's own command line to that of a worker: what was started, and how it is started
 * again with our main class in front.
 */
@NullMarked
package dev.prefork.launch;

import org.jspecify.annotations.NullMarked;
