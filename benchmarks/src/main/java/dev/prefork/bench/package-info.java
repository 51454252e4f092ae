/** The benchmarks, one class each, and the main class that runs them: {@code benchmarks/run}. */
@NullMarked
package dev.prefork.bench;

import org.jspecify.annotations.NullMarked;
