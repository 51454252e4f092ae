/** Microbenchmarks of the steps that each message and each connection goes through. */
@NullMarked
package dev.prefork.jmh;

import org.jspecify.annotations.NullMarked;
