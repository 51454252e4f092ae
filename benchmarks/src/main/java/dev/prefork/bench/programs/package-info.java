/** The programs that the benchmarks start as processes: servers, primaries and workers. */
@NullMarked
package dev.prefork.bench.programs;

import org.jspecify.annotations.NullMarked;
