/** Benchmarks of the library: what a fork, a hand-off and a worker cost. */
@NullMarked
package dev.prefork.bench;

import org.jspecify.annotations.NullMarked;
